import { realpathSync } from 'node:fs';
import type { Pair } from '../core/migration.ts';
import {
  type Answer,
  agreesWith,
  LEDGER_VERSION,
  type Ledger,
  type Reading,
} from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { GateError } from '../errors.ts';
import { classifyError } from './classify-error.ts';
import { isEmbeddedDatabase } from './embedded-folder.ts';
import { completeRows, digestCandidate } from './ledger-digest.ts';
import { toLedger } from './ledger-rows.ts';
import {
  briefQuestion,
  firstQuestion,
  gateQuestion,
  pickResults,
  type Question,
  readingMessage,
  whatIsThereQuestion,
} from './reading-sql.ts';
import { withSession } from './session.ts';
import type { Row, Session } from './sql-session.ts';
import { sqlstateOf } from './sqlstate.ts';

/**
 * `brief`: of what the candidate has just so, and is applied, nothing is sent but a digest, and its
 * rows say neither who nor when.
 */
export type Detail = 'full' | 'brief';

/**
 * Asks a target what ran there: one connection, one read-only transaction, one message; one more
 * only where no ledger is, or where a brief answer shows that a migration was edited. Of the SQL
 * comes only what the candidate has otherwise. Every failure is a NoAnswer; GateError: PEER_MISSING.
 *
 * @param candidate may still be read while the connection is made
 */
export async function readTarget(
  target: Target,
  candidate: readonly Pair[] | Promise<readonly Pair[]>,
  timeoutSeconds: number,
  detail: Detail = 'full',
): Promise<Reading> {
  const { connection } = target;
  if (connection.kind === 'pglite' && !isEmbeddedDatabase(connection.folder)) {
    return emptyDatabase(connection.folder);
  }
  const waits = candidate instanceof Promise ? { waitsFor: candidate } : {};
  const reader = { readOnly: true, applicationName: 'migration-gate verify', ...waits };
  try {
    return await withSession(connection, { timeoutSeconds, ...reader }, async (session) =>
      readAnswer(session, target, { candidate: await candidate, timeoutSeconds, detail }),
    );
  } catch (error) {
    if (error instanceof GateError && error.code !== 'EMBEDDED_BUSY') throw error;
    return classifyError(error, { target, timeoutSeconds });
  }
}

/**
 * The same question in a session that is open already: the second look, under the deploy lock,
 * which is our own then. Errors are thrown as they come.
 */
export async function readInSession(
  session: Session,
  target: Target,
  candidate: readonly Pair[],
  timeoutSeconds: number,
): Promise<Answer> {
  const asking: Asking = { candidate, timeoutSeconds, detail: 'full' };
  const { deploying: _, ...answer } = await readAnswer(session, target, asking);
  return answer;
}

type Asking = {
  readonly candidate: readonly Pair[];
  readonly timeoutSeconds: number;
  readonly detail: Detail;
};

async function readAnswer(
  session: Session,
  { connection }: Target,
  asking: Asking,
): Promise<Answer> {
  const brief = asking.detail === 'brief' ? await askBriefly(session, asking) : null;
  const answer = brief ?? (await ask(session, asking));
  if (connection.kind === 'server') return answer;
  return { ...answer, identity: embeddedIdentity(connection.folder) };
}

/** What is not there yet was never recorded in; asking does not make it. */
function emptyDatabase(folder: string): Answer {
  const identity = embeddedIdentity(folder);
  return { access: 'ok', identity, readReplica: false, ledger: null, invalidIndexes: [] };
}

/** The real path of the folder; while it is absent, the path as it was given. */
function embeddedIdentity(folder: string): string {
  try {
    return `pglite:${realpathSync(folder)}`;
  } catch {
    return `pglite:${folder}`;
  }
}

/** null where the texts of edited migrations are needed, too: then everything is asked again. */
async function askBriefly(
  session: Session,
  { candidate, timeoutSeconds }: Asking,
): Promise<Answer | null> {
  const digest = digestCandidate(candidate);
  const question = briefQuestion(digest);
  return orWithoutLedger(session, timeoutSeconds, async () => {
    const results = await session.run(readingMessage(question, timeoutSeconds));
    const [identity, gate, rows, invalid] = pickResults(results, question);
    const { received, ...alike } = completeRows(candidate, digest, rows ?? []);
    const ledger = toLedger(gate?.[0], received, alike);
    return hasEdited(ledger, candidate) ? null : toAnswer(identity, ledger, invalid);
  });
}

function hasEdited(ledger: Ledger, candidate: readonly Pair[]): boolean {
  if (agreesWith(ledger, candidate)) return false;
  const blobs = new Map(candidate.map(({ name, blob }) => [name, blob]));
  return ledger.rows.some(({ name, blob }) => (blobs.get(name) ?? blob) !== blob);
}

async function ask(session: Session, { candidate, timeoutSeconds }: Asking): Promise<Answer> {
  const question = firstQuestion(candidate);
  return orWithoutLedger(session, timeoutSeconds, async () => {
    const results = await session.run(readingMessage(question, timeoutSeconds));
    const [identity, gate, ledger, invalid] = pickResults(results, question);
    return toAnswer(identity, toLedger(gate?.[0], ledger ?? []), invalid);
  });
}

/** Where there is no ledger, the question fails, and what is there instead is asked. */
async function orWithoutLedger<T>(
  session: Session,
  timeoutSeconds: number,
  question: () => Promise<T>,
): Promise<T | Answer> {
  try {
    return await question();
  } catch (error) {
    // 42P01: no ledger there; 42703: one with other columns, so perhaps a newer one.
    if (!['42P01', '3F000', '42703'].includes(sqlstateOf(error) ?? '')) throw error;
    return askAgain(session, timeoutSeconds, error);
  }
}

async function askAgain(session: Session, timeoutSeconds: number, error: unknown): Promise<Answer> {
  const [identity, found, invalid] = await askInstead(
    session,
    whatIsThereQuestion(),
    timeoutSeconds,
  );
  const tables = found?.[0]?.['tables'] ?? '';
  if (tables === '') return toAnswer(identity, null, invalid);
  if (!tables.split(' ').includes('gate')) throw error;
  const [gate] = await askInstead(session, gateQuestion(), timeoutSeconds);
  const ledger = toLedger(gate?.[0], []);
  if (ledger.version <= LEDGER_VERSION) throw error;
  return toAnswer(identity, ledger, invalid);
}

/** The failed message has left its transaction open; leaving it costs no message of its own. */
async function askInstead(
  session: Session,
  question: Question,
  timeoutSeconds: number,
): Promise<readonly Row[][]> {
  const message = readingMessage(question, timeoutSeconds);
  return pickResults((await session.run(`ROLLBACK;\n${message}`)).slice(1), question);
}

function toAnswer(
  identity: readonly Row[] | undefined,
  ledger: Ledger | null,
  invalid: readonly Row[] = [],
): Answer {
  const row = identity?.[0] ?? {};
  return {
    access: 'ok',
    identity: `${row['started']} ${row['database']}`,
    readReplica: row['standby'] !== 'f',
    ...(row['deploying'] === 't' ? { deploying: true } : {}),
    ledger,
    invalidIndexes: invalid.map((index) => ({
      index: index['index'] ?? '',
      table: index['table'] ?? '',
      droppable: index['droppable'] === 't',
    })),
  };
}
