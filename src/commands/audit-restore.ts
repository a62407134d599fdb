import type { GateConfig } from '../config/gate-config.ts';
import { renderRefusals } from '../core/render-run.ts';
import { classifyError } from '../database/classify-error.ts';
import { withSession } from '../database/session.ts';
import { writeAudit } from '../database/write-audit.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';

/** What was written back, from whose ledger, and why. */
type Restored = {
  readonly name: string;
  readonly blob: string;
  readonly target: string;
  readonly reason: string;
};

/**
 * Tells the others, in the audit table of the target that the text came from. The file is there
 * already: 1 says that the table does not know.
 */
export async function auditRestore(
  context: Context,
  repository: Repository,
  config: GateConfig,
  { name, blob, target: from, reason }: Restored,
): Promise<ExitCode> {
  const target = await resolveTarget(context, repository, config, from);
  const by = await readIdentity(repository.git);
  const { timeoutSeconds } = config;
  const options = { timeoutSeconds, applicationName: `migration-gate restore (${by})` };
  const entry = { by, action: 'restore', migrations: [name], reason, details: { blob } };
  try {
    await withSession(target.connection, options, (session) => writeAudit(session, entry));
    return 0;
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    const heading = `${name} is written; the audit table of ${from} does not know why.`;
    context.err(renderRefusals([{ message: problem, fixes }], heading));
    return 1;
  }
}
