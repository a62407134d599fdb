import { secretsOf } from '../config/connection.ts';
import type { Debt } from '../core/override.ts';
import { redact } from '../core/redact.ts';
import type { Target } from '../core/target.ts';
import { classifyError } from '../database/classify-error.ts';
import type { Session } from '../database/sql-session.ts';
import { writeAuditOnce } from '../database/write-audit.ts';
import type { Repository } from '../git/repository.ts';
import { readDebts } from '../state/debts.ts';
import { readDone, writeDone } from '../state/done.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';

/** Where records are copied to: the database that a command has open, under the deploy lock. */
export type Shelf = {
  readonly session: Session;
  readonly target: Target;
  readonly databaseId: string;
  readonly timeoutSeconds: number;
};

/**
 * Copies this clone's records that production's audit table has not yet (contract 5). It never
 * makes the command fail that it goes along with: false where it did not work, which is said.
 */
export async function shareDebts(
  context: Context,
  repository: Repository,
  { session, target, databaseId, timeoutSeconds }: Shelf,
): Promise<boolean> {
  if (target.name !== 'production') return true;
  const { commonDir, root, mainRoot } = repository;
  const state = stateDir(commonDir);
  try {
    const debts = await readUnshared(state, databaseId);
    if (debts.length === 0) return true;
    await copy(session, debts, secretsOf(target.connection));
    for (const { id } of debts) {
      await writeDone(state, { id, at: context.now(), done: 'shared', database: databaseId });
    }
    context.out(`${countOf(debts)} copied to the audit table of production.\n`);
    return true;
  } catch (error) {
    const { problem } = classifyError(error, { target, timeoutSeconds });
    const again = `${invocation(root, mainRoot)} overrides --share`;
    context.err(
      `⚠️  What is recorded here was not copied to the audit table of production:\n` +
        `    ${problem.replaceAll('\n', '\n    ')}\n    To try again:  ${again}\n`,
    );
    return false;
  }
}

/** Records that this database's audit table is not known to have. */
async function readUnshared(state: string, databaseId: string): Promise<Debt[]> {
  const shared = new Set(
    (await readDone(state))
      .filter(({ done, database }) => done === 'shared' && database === databaseId)
      .map(({ id }) => id),
  );
  const debts = [...(await readDebts(state, 'override')), ...(await readDebts(state, 'bypass'))];
  return debts.filter(({ id }) => !shared.has(id));
}

/** All or none, and nothing is waited for: a deployment is under way. */
async function copy(
  session: Session,
  debts: readonly Debt[],
  secrets: readonly string[],
): Promise<void> {
  await session.run('BEGIN');
  try {
    await session.run("SET LOCAL lock_timeout TO '5s'; SET LOCAL statement_timeout TO '10s'");
    for (const { id, kind, by, at, reason, ref, commit, pairs } of debts) {
      await writeAuditOnce(session, {
        by,
        action: kind,
        migrations: pairs.map(({ name }) => name),
        reason: redact(reason, secrets),
        details: { id, at, ref, commit, pairs },
      });
    }
    await session.run('COMMIT');
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function countOf(debts: readonly Debt[]): string {
  const bypasses = debts.filter(({ kind }) => kind === 'bypass').length;
  const count = (n: number, one: string, many: string): string[] =>
    n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];
  const parts = [
    ...count(debts.length - bypasses, 'override', 'overrides'),
    ...count(bypasses, 'bypass', 'bypasses'),
  ];
  return parts.join(' and ');
}
