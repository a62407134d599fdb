import { renderReport } from '../core/render-report.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { deploy } from './deploy.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { renderWhat } from './read-candidate.ts';
import { verify } from './verify.ts';
import { type VerifyOptions, verifyCandidate } from './verify-candidate.ts';
import { withLease } from './with-lease.ts';

type Options = VerifyOptions & { readonly yes?: boolean };

/** And what was typed, less `--yes`. */
type Typed = Options & { readonly within: string };

/** `verify --apply-to-production`: the workflow's own option: verify, deploy, verify again. */
export async function verifyDeployVerify(context: Context, given: Options): Promise<ExitCode> {
  const options = { ...given, within: typedVerify(given) };
  if (options.target === 'local') {
    throw new GateError('BAD_USAGE', {
      problem: '--apply-to-production does not deploy to local.',
      fix: 'migration-gate apply',
    });
  }
  const repository = await readRepository(context.cwd);
  if (!options.openFirewall) return deployBetween(context, repository, options);
  const config = await readWorkingConfig(repository.root);
  const target = knownTarget(config, options.target ?? 'production');
  const { openFirewall: _, ...rest } = options;
  // One lease for all three.
  return withLease(context, repository, { config, target, ip: options.ip, writes: true }, () =>
    deployBetween(context, repository, rest),
  );
}

async function deployBetween(
  context: Context,
  repository: Repository,
  options: Typed,
): Promise<ExitCode> {
  const before = await verifyCandidate(context, repository, options);
  context.err(renderReport(before));
  if (options.json) return deployForProgram(context, options);
  const code = await deployIt(context, options);
  return code === 0 ? verify(context, options) : code;
}

/** stdout is the report afterwards and nothing else, also where the deploy failed or threw. */
async function deployForProgram(context: Context, options: Typed): Promise<ExitCode> {
  let after: ExitCode = 0;
  let code: ExitCode;
  try {
    code = await deployIt({ ...context, out: context.err }, options);
  } finally {
    after = await verify(context, options);
  }
  return code === 0 ? after : code;
}

function deployIt(context: Context, given: Typed): Promise<ExitCode> {
  const { what, target, yes = false, within } = given;
  return deploy(context, { what, yes, within, ...(target === undefined ? {} : { target }) });
}

function typedVerify({ what, target, json, openFirewall, ip }: Options): string {
  return [
    `verify ${renderWhat(what)} --apply-to-production`,
    ...(target === undefined ? [] : [`--target ${target}`]),
    ...(json ? ['--json'] : []),
    ...(openFirewall ? ['--open-firewall'] : []),
    ...(ip === undefined ? [] : [`--ip ${ip}`]),
  ].join(' ');
}
