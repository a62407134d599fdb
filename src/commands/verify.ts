import { exitCodeOf } from '../core/decide.ts';
import { renderVerified } from '../core/render-verified.ts';
import type { Verified } from '../core/verified.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepositoryAtHead } from '../git/repository.ts';
import type { Revision } from '../git/resolve-revision.ts';
import type { Context, ExitCode } from './context.ts';
import type { Format } from './formats.ts';
import { knownTarget, readOwnConfig } from './gate-settings.ts';
import type { What } from './read-candidate.ts';
import { type VerifyOptions, verifyWhole } from './verify-candidate.ts';

/** `verify`: the gate by hand, judging the whole candidate. */
export async function verify(context: Context, asked: VerifyOptions): Promise<ExitCode> {
  const { repository, head } = await readRepositoryAtHead(context.cwd);
  const options = { ...asked, what: withRevision(asked.what, head) };
  const { receipt } = options;
  if (receipt !== undefined) {
    const { acceptReceipt } = await import('./accept-receipt.ts');
    if (!(await acceptReceipt(context, repository, receipt))) return 1;
  }
  if (!options.openFirewall) return sayVerified(context, repository, options);
  const config = await readOwnConfig(repository);
  const target = knownTarget(config, options.target ?? 'production');
  // Checking writes nothing (contract 1), so the lease of one is in no audit table.
  const wanted = { config, target, ip: options.ip, writes: false };
  const { withLease } = await import('./with-lease.ts');
  return withLease(context, repository, wanted, () => sayVerified(context, repository, options));
}

/** HEAD was asked for with the repository. */
function withRevision(what: What, revision: Revision | null): What {
  return what.kind === 'tree-ish' && what.name === 'HEAD' ? { ...what, revision } : what;
}

async function sayVerified(
  context: Context,
  repository: Repository,
  options: VerifyOptions,
): Promise<ExitCode> {
  const { format = 'text', json, evidence, explain } = options;
  const isBrief = format === 'text' && !json && !evidence && explain === undefined;
  const looked = { ...options, byHand: true };
  const verified = verifyWhole(context, repository, looked, isBrief ? 'brief' : 'full');
  if (format !== 'text' && !json) return sayFormatted(context, repository, verified, format);
  const { verdict } = await verified;
  context.out(
    json ? `${JSON.stringify(verdict.report, null, 2)}\n` : renderVerified(await verified),
  );
  return exitCodeOf(verdict.report.verdict);
}

async function sayFormatted(
  context: Context,
  repository: Repository,
  verifying: Promise<Verified>,
  format: Format,
): Promise<ExitCode> {
  // Not for a hook or a terminal to load.
  const { sayFailureInFormat, sayInFormat } = await import('./say-in-format.ts');
  try {
    const verified = await verifying;
    await sayInFormat(context, repository, verified, format);
    return exitCodeOf(verified.verdict.report.verdict);
  } catch (error) {
    if (error instanceof GateError) await sayFailureInFormat(context, error, format);
    throw error;
  }
}
