import type { Failure } from '../core/render-run.ts';
import type { Script, Step } from '../core/script.ts';
import { beginClean, timeoutSetting } from './begin-clean.ts';
import { concerning, type InvalidIndex, isMade, readInvalidIndexes } from './invalid-indexes.ts';
import { writeApplied, writeStarted } from './ledger-writes.ts';
import { PATIENT, type Patience, retryLocks } from './retry-locks.ts';
import { type RunError, toRunError } from './run-error.ts';
import type { Runnable } from './run-migration.ts';
import type { Notice, Session } from './sql-session.ts';
import { isConnectionLost } from './sqlstate.ts';

type Steps = Extract<Script, { way: 'steps' }>;

/**
 * How it went. `failed`: nothing of it has run, and the ledger does not have it. `interrupted`: the
 * ledger says `started`; a person has to look. `stopped` tells that somebody wanted it so.
 */
export type StepsResult = (
  | { readonly outcome: 'applied'; readonly durationMs: number }
  | { readonly outcome: 'failed'; readonly error: RunError }
  | {
      readonly outcome: 'interrupted';
      readonly error: RunError;
      readonly steps: NonNullable<Failure['steps']>;
      readonly stopped: boolean;
    }
) & { readonly notices: readonly Notice[] };

/**
 * Runs a file that cannot run in one transaction: the ledger's row `started` is committed first,
 * then each statement in a round trip of its own, then the row becomes `applied`. What breaks off
 * in between leaves `started`, which blocks until a person has looked.
 *
 * Ordinary statements wait 5 s for a lock, and what was not to be had is tried again. CONCURRENTLY
 * waits without a limit: it bars nobody while it waits, and one that is broken off leaves an
 * invalid index.
 */
export async function runSteps(
  session: Session,
  migration: Runnable,
  script: Steps,
  patience: Patience = PATIENT,
): Promise<StepsResult> {
  const notices: Notice[] = [];
  let before: InvalidIndex[];
  let recording = false;
  try {
    const settings = `RESET ROLE; ${LOCK_TIMEOUT('5s')} ${timeoutSetting('SET', migration)}`;
    await beginClean(session, settings, patience);
    before = await readInvalidIndexes(session);
    recording = true;
    await writeStarted(session, migration);
  } catch (error) {
    // Whether the row is there, nobody knows; none of the file's statements has run.
    if (recording && isConnectionLost(error)) {
      const steps = { ran: 0, of: script.units.flat().length, at: null, cleanup: [] };
      const why = toRunError(error);
      return { outcome: 'interrupted', error: why, steps, stopped: false, notices };
    }
    return { outcome: 'failed', error: toRunError(error), notices };
  }
  session.onNotice = (notice) => notices.push(notice);
  try {
    return { ...(await runUnits({ session, migration, script, patience, before })), notices };
  } finally {
    session.onNotice = null;
  }
}

type Running = {
  readonly session: Session;
  readonly migration: Runnable;
  readonly script: Steps;
  readonly patience: Patience;
  readonly before: readonly InvalidIndex[];
};

type Outcome = StepsResult extends infer R
  ? R extends unknown
    ? Omit<R, 'notices'>
    : never
  : never;

async function runUnits(running: Running): Promise<Outcome> {
  const { session, script, patience, migration } = running;
  const started = performance.now();
  let ran = 0;
  for (const unit of script.units) {
    const reason = patience.stopped?.() ?? null;
    if (reason !== null) {
      return broken(running, { ran, step: unit[0], error: new Error(reason), stopped: true });
    }
    const failure = await retryLocks(
      () => runUnit(session, unit, script.setsLockTimeout),
      (result) => (result?.mayRepeat ? toRunError(result.error).lockTimeout : false),
      patience,
    );
    if (failure !== null) return broken(running, { ran, ...failure, stopped: false });
    ran += unit.length;
  }
  const durationMs = Math.round(performance.now() - started);
  try {
    await forgetSettings(session);
    const invalid = (await readInvalidIndexes(session)).filter((it) => isMade(it, script.indexes));
    if (invalid[0] !== undefined) {
      const error = new Error(`the index ${invalid[0].quoted} is there, but invalid`);
      return broken(running, { ran, error, stopped: false });
    }
    const rows = await writeApplied(session, migration.name, durationMs);
    if (rows.length !== 1) throw new Error('its row in the ledger is gone');
  } catch (error) {
    return broken(running, { ran, error, stopped: false });
  }
  return { outcome: 'applied', durationMs };
}

type UnitFailure = {
  readonly error: unknown;
  readonly step: Step;
  /** Nothing of the unit stays, so all of it can be tried again. */
  readonly mayRepeat: boolean;
};

async function runUnit(
  session: Session,
  unit: readonly Step[],
  keepLockTimeout: boolean,
): Promise<UnitFailure | null> {
  for (const [i, step] of unit.entries()) {
    const forEver = step.waits && !keepLockTimeout;
    try {
      if (forEver) await session.run(LOCK_TIMEOUT('0'));
      await session.run(step.text);
      if (forEver) await session.run(LOCK_TIMEOUT('5s'));
    } catch (error) {
      if (unit.length > 1) await session.run('ROLLBACK').catch(() => undefined);
      const kept = step.waits || MAY_COMMIT.test(step.text);
      return {
        error,
        step,
        mayRepeat: !kept && !unit.slice(0, i).some(({ text }) => CHAIN.test(text)),
      };
    }
  }
  return null;
}

/** A procedure may have committed a part of what it does; COMMIT AND CHAIN has. */
const MAY_COMMIT = /^(call|do)\b/i;
const CHAIN = /^(commit|end|rollback|abort)\b.*\bchain$/is;

type Break = {
  readonly ran: number;
  readonly step?: Step | undefined;
  readonly error: unknown;
  readonly stopped: boolean;
};

/** What is left behind is read on the same session; where that is gone, it cannot be said. */
async function broken(running: Running, { ran, step, error, stopped }: Break): Promise<Outcome> {
  const { session, script, before } = running;
  const of = script.units.flat().length;
  const invalid = await forgetSettings(session)
    .then(() => readInvalidIndexes(session))
    .catch(() => []);
  const cleanup = concerning(invalid, before, script.indexes).map(
    ({ quoted }) => `DROP INDEX CONCURRENTLY ${quoted};`,
  );
  const steps = { ran, of, at: step?.start ?? null, cleanup };
  return { outcome: 'interrupted', error: toRunError(error), steps, stopped };
}

/** Whatever the file has set, the ledger's words are understood again. */
async function forgetSettings(session: Session): Promise<void> {
  session.onNotice = null;
  await session.run('ROLLBACK');
  await session.run('DISCARD ALL');
  await session.run(`RESET ROLE; ${LOCK_TIMEOUT('5s')}`);
}

const LOCK_TIMEOUT = (value: '5s' | '0'): string => `SET lock_timeout TO '${value}';`;
