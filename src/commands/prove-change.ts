import type { Baseline } from '../core/baseline.ts';
import type { Migration } from '../core/migration.ts';
import type { LedgerRow } from '../core/reading.ts';
import type { Sequenced } from '../core/replay-sequence.ts';
import { unseenDifference, weighChange } from '../core/weigh-change.ts';
import { readCatalog } from '../database/read-catalog.ts';
import type { Session } from '../database/sql-session.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { parseSql } from '../parser/parse-sql.ts';
import type { Context } from './context.ts';
import { readReplay } from './read-replay.ts';

export type ChangeAsked = {
  readonly name: string;
  /** What the migration says now. */
  readonly text: string;
  readonly rows: readonly LedgerRow[];
  readonly candidate: readonly Migration[];
  readonly baseline: Baseline | undefined;
  readonly timeoutSeconds: number;
};

/**
 * What keeps the catalog from proving that a target has what a changed migration says now; none:
 * it has all of it. null where there is no engine to replay in.
 */
export async function proveChange(
  context: Context,
  repository: Repository,
  session: Session,
  asked: ChangeAsked,
): Promise<readonly string[] | null> {
  const { name, text, rows, candidate, baseline } = asked;
  const row = rows.find((other) => other.name === name);
  if (row?.sql == null) return ['the ledger has no text of it to compare with'];
  try {
    const unseen = await readUnseen(row.sql, text);
    if (unseen !== null) return [`what differs is not all in the catalog: ${unseen}`];
    const ran = sequenceOf(candidate, rows);
    const replay = (sequence: readonly Sequenced[]): ReturnType<typeof readReplay> =>
      readReplay(context, repository, sequence, candidate, baseline);
    const before = await replay(ran);
    const after = await replay(ran.map((each) => (each.name === name ? now(asked, each) : each)));
    const live = await readCatalog(session, asked.timeoutSeconds);
    const steps = { before: before.steps, after: after.steps };
    return weighChange({ name, ...steps, start: before.before }, live);
  } catch (error) {
    if (error instanceof GateError && error.code === 'PEER_MISSING') return null;
    throw error;
  }
}

async function readUnseen(old: string, text: string): Promise<string | null> {
  const [one, other] = await Promise.all([parseSql(old), parseSql(text)]);
  if (one.kind === 'syntax-error' || other.kind === 'syntax-error') {
    return 'PostgreSQL 18 does not understand one of the two texts';
  }
  return unseenDifference({ sql: old, ...one }, { sql: text, ...other });
}

/** What ran there, in the order of the names; of what was changed since, the text that ran. */
function sequenceOf(candidate: readonly Migration[], rows: readonly LedgerRow[]): Sequenced[] {
  const ran = new Map(
    rows.filter(({ state }) => state === 'applied').map((row) => [row.name, row]),
  );
  return candidate.flatMap(({ name, blob }) => {
    const row = ran.get(name);
    if (row === undefined) return [];
    return [row.sql === null ? { name, blob, sql: null } : { name, blob: row.blob, sql: row.sql }];
  });
}

function now({ candidate, text }: ChangeAsked, { name, blob }: Sequenced): Sequenced {
  return { name, blob: candidate.find((each) => each.name === name)?.blob ?? blob, sql: text };
}
