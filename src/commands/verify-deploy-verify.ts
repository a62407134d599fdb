import { renderReport } from '../core/render-report.ts';
import { readRepository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { deploy } from './deploy.ts';
import { type VerifyOptions, verify, verifyCandidate } from './verify.ts';

/** `verify --apply-to-production`: the workflow's own option: verify, deploy, verify again. */
export async function verifyDeployVerify(
  context: Context,
  options: VerifyOptions & { readonly yes?: boolean },
): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const before = await verifyCandidate(context, repository, options);
  context.err(renderReport(before));
  const code = await deploy(context, { what: options.what, yes: options.yes ?? false });
  return code === 0 ? verify(context, options) : code;
}
