import { distrustReasons } from '../core/access-reasons.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import type { Target } from '../core/target.ts';
import { classifyError } from '../database/classify-error.ts';
import { withDeployLock } from '../database/deploy-lock.ts';
import { readInSession } from '../database/read-target.ts';
import { withSession } from '../database/session.ts';
import { type Settlement, settleMigration } from '../database/settle-migration.ts';
import type { Session } from '../database/sql-session.ts';
import { writeAudit } from '../database/write-audit.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { sayBusy } from './say-busy.ts';
import { shareDebts } from './share-debts.ts';

export type ResolveOptions = {
  readonly target: string;
  readonly applied?: boolean;
  readonly notApplied?: boolean;
  readonly reason: string;
};

/** One settlement: what, where, who says so and why. */
type Case = {
  readonly name: string;
  readonly how: Settlement;
  readonly reason: string;
  readonly by: string;
  readonly target: Target;
  readonly timeoutSeconds: number;
  readonly repository: Repository;
  /** What starts the tool here: `npx --no migration-gate`. */
  readonly invoke: string;
};

/** `resolve`: settles a migration that was started and never finished, and says so in the audit. */
export async function resolveMigration(
  context: Context,
  name: string,
  options: ResolveOptions,
): Promise<ExitCode> {
  const how = parseSettlement(name, options);
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const known = knownTarget(config, options.target);
  return settleUnderLock(context, {
    name,
    how,
    reason: options.reason.trim(),
    by: await readIdentity(repository.git),
    target: await resolveTarget(context, repository, config, known),
    timeoutSeconds: config.timeoutSeconds,
    repository,
    invoke: invocation(repository.root, repository.mainRoot, context.program.script),
  });
}

async function settleUnderLock(context: Context, given: Case): Promise<ExitCode> {
  const { target, timeoutSeconds, invoke } = given;
  const applicationName = `migration-gate resolve (${given.by})`;
  const lock = { timeoutSeconds, waitSeconds: timeoutSeconds, applicationName };
  try {
    const locked = await withDeployLock(target.connection, lock, () =>
      withSession(target.connection, { timeoutSeconds, applicationName }, (session) =>
        settleInSession(context, session, given),
      ),
    );
    if (locked.outcome === 'done') return locked.value;
    return sayBusy(context, locked.holder, { heading: unchanged(target), again: againOf(given) });
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    // The answer to COMMIT may be what was lost, so it is not said that nothing was changed.
    const heading = `Failed while settling ${given.name} on ${target.name}.`;
    const refusal = { message: problem, fixes: [...fixes, `${invoke} verify`] };
    context.err(renderRefusals([refusal], heading));
    return 1;
  }
}

async function settleInSession(context: Context, session: Session, given: Case): Promise<ExitCode> {
  const { name, how, target, timeoutSeconds, invoke } = given;
  const reading = await readInSession(session, target, [], timeoutSeconds);
  const refusals = distrustReasons({ ...target, reading });
  if (refusals.length > 0) {
    context.err(renderRefusals(refusals, unchanged(target)));
    return 1;
  }
  const row = reading.ledger?.rows.find((other) => other.name === name);
  if (row?.state === 'started' && (await settle(session, given))) {
    context.out(`${name} on ${target.name} is settled: ${how}.\n`);
    const databaseId = reading.ledger?.databaseId ?? '';
    await shareDebts(context, given.repository, { session, target, databaseId, timeoutSeconds });
    return 0;
  }
  const message = `${name} is not interrupted on ${target.name}.`;
  context.err(renderRefusals([{ message, fixes: [`${invoke} verify`] }], unchanged(target)));
  return 1;
}

/** The ledger and the audit together, or neither. */
async function settle(session: Session, { name, how, reason, by }: Case): Promise<boolean> {
  await session.run('BEGIN');
  try {
    const settled = await settleMigration(session, name, how);
    if (settled)
      await writeAudit(session, { by, action: `resolve ${how}`, migrations: [name], reason });
    await session.run('COMMIT');
    return settled;
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

const unchanged = ({ name, detail }: Target): string =>
  `Nothing was changed on ${name}: ${detail}.`;

function againOf({ invoke, name, target, how, reason }: Case): string {
  const what = `${shellQuote(name)} --target ${shellQuote(target.name)}`;
  return `${invoke} resolve ${what} --${how} --reason ${shellQuote(reason)}`;
}

function parseSettlement(
  name: string,
  { target, applied, notApplied, reason }: ResolveOptions,
): Settlement {
  const what = `${shellQuote(name)} --target ${shellQuote(target)}`;
  const fix =
    `migration-gate resolve ${what} --applied --reason "…"\n` +
    `migration-gate resolve ${what} --not-applied --reason "…"`;
  if (reason.trim() === '')
    throw new GateError('BAD_USAGE', { problem: '--reason is empty.', fix });
  if (applied === notApplied) {
    throw new GateError('BAD_USAGE', { problem: 'Say one of --applied and --not-applied.', fix });
  }
  return applied ? 'applied' : 'not-applied';
}
