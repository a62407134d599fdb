import { renderRefusals } from '../core/render-run.ts';
import { classifyError } from '../database/classify-error.ts';
import { withDeployLock } from '../database/deploy-lock.ts';
import { withSession } from '../database/session.ts';
import { type Settlement, settleMigration } from '../database/settle-migration.ts';
import type { Session } from '../database/sql-session.ts';
import { writeAudit } from '../database/write-audit.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import { readRepository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';

export type ResolveOptions = {
  readonly target: string;
  readonly applied?: boolean;
  readonly notApplied?: boolean;
  readonly reason: string;
};

/** `resolve`: settles a migration that was started and never finished, and says so in the audit. */
export async function resolveMigration(
  context: Context,
  name: string,
  options: ResolveOptions,
): Promise<ExitCode> {
  const how = parseSettlement(options);
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const target = await resolveTarget(context, repository, config, options.target);
  const by = await readIdentity(repository.git);
  const { timeoutSeconds } = config;
  const settle = async (session: Session): Promise<boolean> => {
    await session.run('BEGIN');
    const settled = await settleMigration(session, name, how);
    const reason = options.reason.trim();
    if (settled)
      await writeAudit(session, { by, action: `resolve ${how}`, migrations: [name], reason });
    await session.run('COMMIT');
    return settled;
  };
  try {
    const lock = { timeoutSeconds, waitSeconds: timeoutSeconds };
    const locked = await withDeployLock(target.connection, lock, () =>
      withSession(target.connection, { timeoutSeconds }, settle),
    );
    return say(context, locked.outcome === 'done' && locked.value, name, options.target, how);
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    context.err(renderRefusals([{ message: problem, fixes }], target.name));
    return 1;
  }
}

function parseSettlement({ applied, notApplied, reason }: ResolveOptions): Settlement {
  if (reason.trim() === '') throw badUsage('--reason is empty.');
  if (applied === notApplied) throw badUsage('Say one of --applied and --not-applied.');
  return applied ? 'applied' : 'not-applied';
}

function badUsage(problem: string): GateError {
  const fix = 'migration-gate resolve <name> --target production --applied --reason "…"';
  return new GateError('BAD_USAGE', { problem, fix });
}

function say(
  context: Context,
  settled: boolean,
  name: string,
  target: string,
  how: Settlement,
): ExitCode {
  if (settled) {
    context.out(`${name} on ${target} is settled: ${how}.\n`);
    return 0;
  }
  context.err(`✗ ${name} is not interrupted on ${target}; nothing was changed.\n`);
  context.err('What to type:\n  migration-gate verify\n');
  return 1;
}
