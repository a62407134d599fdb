import type { GateConfig } from '../config/gate-config.ts';
import { distrustReasons } from '../core/access-reasons.ts';
import { renderDebts } from '../core/render-debts.ts';
import { renderRefusals } from '../core/render-run.ts';
import { visible } from '../core/visible.ts';
import { classifyError } from '../database/classify-error.ts';
import { withDeployLock } from '../database/deploy-lock.ts';
import { readInSession } from '../database/read-target.ts';
import { withSession } from '../database/session.ts';
import { readIdentity } from '../git/read-identity.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { readDebtList } from './read-debt-list.ts';
import { sayBusy } from './say-busy.ts';
import { shareDebts } from './share-debts.ts';

export type OverridesOptions = { readonly json?: boolean; readonly share?: boolean };

/** `overrides`: the debt, of this clone and of the audit table; `--share` copies it there first. */
export async function overrides(context: Context, options: OverridesOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  if (options.share && !(await share(context, repository, config, options.json ?? false))) return 2;
  const { entries, problems } = await readDebtList(context, repository, config);
  if (options.json) {
    context.out(`${JSON.stringify({ version: 1, debts: entries, problems }, null, 2)}\n`);
    return 0;
  }
  const invoke = invocation(repository.root, repository.mainRoot);
  context.out(renderDebts(entries, config.debt.maxAgeDays, invoke));
  for (const problem of problems) {
    const lines = problem.split('\n').map((line) => `    ${visible(line)}\n`);
    context.err(`⚠️  Not all of it can be seen from here:\n${lines.join('')}`);
  }
  return 0;
}

/** Under the deploy lock, so that two who share at once do not add the same twice. */
async function share(
  context: Context,
  repository: Repository,
  config: GateConfig,
  quiet: boolean,
): Promise<boolean> {
  await findBypasses(context, repository);
  const { timeoutSeconds } = config;
  const target = await resolveTarget(context, repository, config, 'production');
  const applicationName = `migration-gate overrides (${await readIdentity(repository.git)})`;
  const lock = { timeoutSeconds, waitSeconds: timeoutSeconds, applicationName };
  const heading = `Nothing was copied to ${target.detail}.`;
  const speaking = quiet ? { ...context, out: context.err } : context;
  try {
    const locked = await withDeployLock(target.connection, lock, () =>
      withSession(target.connection, { timeoutSeconds, applicationName }, async (session) => {
        const reading = await readInSession(session, target, [], timeoutSeconds);
        const refusals = distrustReasons({ ...target, reading });
        if (reading.ledger === null) refusals.push(...noLedger(repository));
        if (refusals.length > 0) {
          context.err(renderRefusals(refusals, heading));
          return false;
        }
        const databaseId = reading.ledger?.databaseId ?? '';
        return shareDebts(speaking, repository, { session, target, databaseId, timeoutSeconds });
      }),
    );
    if (locked.outcome === 'done') return locked.value;
    const again = `${invocation(repository.root, repository.mainRoot)} overrides --share`;
    await sayBusy(context, locked.holder, { heading, again });
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    context.err(renderRefusals([{ message: problem, fixes }], heading));
  }
  return false;
}

function noLedger({ root, mainRoot }: Repository): ReturnType<typeof distrustReasons> {
  const fixes = [`${invocation(root, mainRoot)} deploy`];
  const message = 'Production has no ledger yet; the first deployment makes it.';
  return [
    { code: 'REFUSED', target: 'production', migrations: [], severity: 'block', message, fixes },
  ];
}
