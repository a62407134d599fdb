import { distrustReasons } from '../core/access-reasons.ts';
import type { Pair } from '../core/migration.ts';
import type { Answer } from '../core/reading.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Target } from '../core/target.ts';
import { classifyError } from '../database/classify-error.ts';
import { withDeployLock } from '../database/deploy-lock.ts';
import { readInSession } from '../database/read-target.ts';
import { withSession } from '../database/session.ts';
import type { Session } from '../database/sql-session.ts';
import { type AuditEntry, writeAudit } from '../database/write-audit.ts';
import type { Context, ExitCode } from './context.ts';
import { sayBusy } from './say-busy.ts';

/** A change of one target's ledger that a person asks for. */
export type Case = {
  /** `resolve`, `adopt`. */
  readonly command: string;
  readonly by: string;
  readonly target: Target;
  readonly timeoutSeconds: number;
  /** What starts the tool here: `npx --no migration-gate`. */
  readonly invoke: string;
  /** The migrations whose text the ledger is asked for, where it has another. */
  readonly pairs: readonly Pair[];
  /** What it is about, for a failure: `001_a.sql`. */
  readonly about: string;
  /** The same command, to repeat it. */
  readonly again: string;
};

/** The ledger as it is under the lock, in an open session. */
export type Locked = { readonly session: Session; readonly answer: Answer };

/**
 * Holds the deploy lock, reads the ledger again, and lets `act` change it. null where it was not
 * reached: locked by another, not to be believed, or failed; that is said here.
 */
export async function settleUnderLock<T>(
  context: Context,
  given: Case,
  act: (locked: Locked) => Promise<T>,
): Promise<T | null> {
  const { target, timeoutSeconds, command, by, invoke } = given;
  const applicationName = `migration-gate ${command} (${by})`;
  const lock = { timeoutSeconds, waitSeconds: timeoutSeconds, applicationName };
  try {
    const locked = await withDeployLock(target.connection, lock, () =>
      withSession(target.connection, { timeoutSeconds, applicationName }, (session) =>
        actInSession(context, session, given, act),
      ),
    );
    if (locked.outcome === 'done') return locked.value;
    sayBusy(context, locked.holder, { heading: unchanged(target), again: given.again });
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    // The answer to COMMIT may be what was lost, so it is not said that nothing was changed.
    const heading = `Failed while settling ${given.about} on ${target.name}.`;
    const refusal = { message: problem, fixes: [...fixes, `${invoke} verify`] };
    context.err(renderRefusals([refusal], heading));
  }
  return null;
}

async function actInSession<T>(
  context: Context,
  session: Session,
  { target, pairs, timeoutSeconds }: Case,
  act: (locked: Locked) => Promise<T>,
): Promise<T | null> {
  const answer = await readInSession(session, target, pairs, timeoutSeconds);
  const refusals = distrustReasons({ ...target, reading: answer });
  if (refusals.length === 0) return act({ session, answer });
  context.err(renderRefusals(refusals, unchanged(target)));
  return null;
}

/** The ledger and the audit together, or neither; no lock of somebody else's is waited for. */
export async function writeTogether<T extends AuditEntry>(
  session: Session,
  change: () => Promise<T | null>,
): Promise<T | null> {
  await session.run("BEGIN; SET LOCAL lock_timeout TO '5s'");
  try {
    const entry = await change();
    if (entry !== null) await writeAudit(session, entry);
    await session.run('COMMIT');
    return entry;
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The heading of a refusal that came before anything was written. */
export const unchanged = ({ name, detail }: Pick<Target, 'name' | 'detail'>): string =>
  `Nothing was changed on ${name}: ${detail}.`;

/** What a change that was not reached ends with. */
export const codeOf = (done: ExitCode | null): ExitCode => done ?? 1;
