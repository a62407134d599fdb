import { existsSync } from 'node:fs';
import { exitCodeOf } from '../core/decide.ts';
import { renderReport } from '../core/render-report.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import { readHead } from '../git/refs.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { readRefused } from '../state/read-refused.ts';
import { readReceipts } from '../state/receipts.ts';
import { type Refused, removeRefused } from '../state/refused.ts';
import { stateDir } from '../state/state-dir.ts';
import { apply } from './apply.ts';
import type { Context, ExitCode } from './context.ts';
import { deploy } from './deploy.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { pinProduction } from './pin-target.ts';
import { renderWhat, type What } from './read-candidate.ts';
import { repeatRefused } from './repeat-refused.ts';
import { verifyCandidate } from './verify-candidate.ts';
import { withLease } from './with-lease.ts';

const HEAD: What = { kind: 'tree-ish', name: 'HEAD' };

export type ReadyOptions = {
  readonly what: What | null;
  readonly yes?: boolean;
  /** Lets this machine through production's firewall until the git command has run again. */
  readonly openFirewall?: boolean;
  readonly ip?: string;
};

/** `ready`: the one command after a refusal: apply, deploy, verify, and the git command again. */
export async function ready(context: Context, options: ReadyOptions): Promise<ExitCode> {
  if (!options.openFirewall) return makeReady(context, options);
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const wanted = { config, target: 'production', ip: options.ip, writes: true };
  return withLease(context, repository, wanted, () => makeReady(context, options));
}

async function makeReady(context: Context, options: ReadyOptions): Promise<ExitCode> {
  const here = await readRepository(context.cwd);
  const refused = options.what === null ? await readCurrentRefusal(here) : null;
  const what = options.what ?? refused?.what ?? HEAD;
  // The index, HEAD and the operation in progress are those of the worktree of the refusal.
  const there = { ...context, cwd: refused?.root ?? context.cwd };
  const applied = await apply(there, { what, optional: true });
  if (applied !== 0) return applied;
  // A changed migration-gate.json would keep git from rebasing or merging.
  const pin = refused === null;
  const yes = options.yes ?? false;
  const byReceipt = await isReadyByReceipt(there, what);
  const within = typedReady(options);
  const deployed = byReceipt ? 0 : await deploy(there, { what, yes, pin, optional: true, within });
  if (deployed !== 0) return deployed;
  const repository = await readRepository(there.cwd);
  const verdict = await verifyCandidate(there, repository, { what });
  context.out(renderReport(verdict));
  const code = exitCodeOf(verdict.report.verdict);
  if (code !== 0 || refused === null) return code;
  const repeated = await repeatRefused(context, repository, refused);
  if (repeated === 0) await pinProduction(context, repository);
  return repeated ?? 0;
}

function typedReady({ what, openFirewall, ip }: ReadyOptions): string {
  return [
    'ready',
    ...(what === null ? [] : [renderWhat(what)]),
    ...(openFirewall ? ['--open-firewall'] : []),
    ...(ip === undefined ? [] : [`--ip ${ip}`]),
  ].join(' ');
}

/** Deployed from another machine, while production does not answer here: nothing is to be run. */
async function isReadyByReceipt(context: Context, what: What): Promise<boolean> {
  const repository = await readRepository(context.cwd);
  if ((await readReceipts(stateDir(repository.commonDir))).length === 0) return false;
  const { report } = await verifyCandidate(context, repository, { what });
  const stands = report.targets.some(({ access }) => access === 'receipt');
  return stands && report.verdict === 'ready';
}

/** The last refusal, unless HEAD or the branch has moved since; then it is dropped. */
async function readCurrentRefusal({ commonDir }: Repository): Promise<Refused> {
  const state = stateDir(commonDir);
  const refused = await readRefused(state);
  if (refused !== null && (await isCurrent(refused, commonDir))) return refused;
  await removeRefused(state);
  throw new GateError('BAD_USAGE', {
    problem: 'No git command was refused here since HEAD or the branch moved.',
    fix: 'migration-gate ready <what>',
  });
}

async function isCurrent(refused: Refused, commonDir: string): Promise<boolean> {
  const { root, head, ref, current, push } = refused;
  if (!existsSync(root)) return false;
  const git = openGit(root, true);
  const own = await readRepository(root).catch(() => null);
  if (own?.commonDir !== commonDir || (await readHead(git)) !== head) return false;
  return push || (await parse(git, ref)) === current;
}
