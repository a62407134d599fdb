import type { GateConfig } from '../config/gate-config.ts';
import { CHANGED_BEFORE, type Start, startOf } from '../core/schema-fingerprint.ts';
import {
  readFingerprint,
  readRecordedFingerprint,
  writeFingerprint,
} from '../database/schema-fingerprint.ts';
import type { Session } from '../database/sql-session.ts';
import type { Context, ExitCode } from './context.ts';
import type { Job } from './run-job.ts';

/**
 * Runs what deploys, and then writes what the schema is into the row of its last migration: once
 * for all of them. Where the schema was no more what the last run had left, a mark is written
 * instead, for what a hand has changed must not become "unchanged". A failure costs the
 * fingerprint, never the deployment: without one, the comparison needs an engine.
 *
 * @param ran names of what has run, to which `run` adds
 */
export async function withFingerprint(
  context: Context,
  session: Session,
  { plan, facts, run: { config, target } }: Job,
  ran: readonly string[],
  run: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const start = plan.run.length === 0 ? 'as left' : await readStart(session, config);
  if (start === 'changed' && config.drift.level !== 'off' && target !== 'local') {
    context.err(`⚠️  The schema of ${target} was changed, and by no migration.\n`);
    context.err(`    ${facts.advice.invoke} drift --target ${target}\n`);
  }
  const code = await run();
  const last = ran.at(-1);
  if (last === undefined || start === 'unread') return code;
  // Of a run that failed only the mark: what was there before it must not be forgotten.
  if (code !== 0 && start === 'as left') return code;
  await record(session, last, start === 'as left', config).catch(() => undefined);
  return code;
}

async function readStart(session: Session, config: GateConfig): Promise<Start> {
  try {
    const recorded = await readRecordedFingerprint(session);
    // Then there is nothing to compare with, and nothing to ask.
    if (recorded === null) return 'as left';
    return startOf(recorded, await readNow(session, config));
  } catch {
    return 'unread';
  }
}

async function record(
  session: Session,
  name: string,
  isOwn: boolean,
  config: GateConfig,
): Promise<void> {
  // Nothing of what the migrations have set is left: roles, timeouts.
  await session.run('DISCARD ALL');
  await session.run("RESET ROLE; SET lock_timeout TO '5s'");
  const found = isOwn ? await readNow(session, config) : CHANGED_BEFORE;
  await writeFingerprint(session, name, found);
}

const readNow = (session: Session, { timeoutSeconds, drift }: GateConfig): Promise<string> =>
  readFingerprint(session, timeoutSeconds, drift.ignore);
