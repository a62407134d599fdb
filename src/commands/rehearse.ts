import type { GateConfig } from '../config/gate-config.ts';
import { targetState } from '../core/compare-branches.ts';
import { findCollisions } from '../core/find-collisions.ts';
import { planMerging } from '../core/merge-order.ts';
import { isClean, type Rehearsal } from '../core/rehearsal.ts';
import { renderRehearsal } from '../core/render-rehearsal.ts';
import { openGit } from '../git/git.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { type AskedTargets, askForOverview } from './ask-for-overview.ts';
import type { Context, ExitCode } from './context.ts';
import { readConfigAt, readOwnConfig } from './gate-settings.ts';
import { type OpenBranch, readOpenBranches } from './open-branches.ts';
import { readChanges } from './read-changes.ts';
import { rehearsalReport } from './rehearsal-report.ts';
import { mergeEach, mergePairs } from './rehearse-merges.ts';
import { judgeEach } from './rehearse-verdicts.ts';

export type RehearseOptions = {
  /** The protected branch; the one that is found when absent. */
  readonly into?: string;
  readonly remote?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
};

/**
 * `rehearse`: merges every open branch into the protected one in memory, each alone and, where both
 * bring migrations, two together. 0: all of them can be merged; 1: something collides.
 */
export async function rehearse(context: Context, options: RehearseOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readOwnConfig(repository);
  const git = openGit(repository.root, true);
  const { base, open } = await readOpenBranches(git, config, options);
  const policy = (await readConfigAt(git, base.commit, base.name)) ?? config;
  const bringing = open.filter(({ brings }) => brings.length > 0);
  const asked = options.offline ? NOBODY : await askAbout(context, repository, policy, bringing);
  const plan = planMerging(bringing, base);
  const merged = await mergeEach(git, base, open);
  const { objects } = await readChanges(
    git,
    bringing.flatMap(({ brings }) => brings),
  );
  const judged = await judgeEach(context, repository, { git, policy, base, asked, merged });
  const rehearsal: Rehearsal = {
    into: { name: base.name, commit: base.commit },
    branches: merged.map(({ branch, result }) => ({
      ...{ name: branch.name, commit: branch.commit },
      brings: branch.brings.map(({ name }) => name),
      conflicts: result.kind === 'conflict' ? result.paths : null,
      ...(judged.get(branch) ?? { verdict: null, reasons: [] }),
    })),
    ...(await mergePairs(git, base, merged, plan.order)),
    collisions: findCollisions(bringing, [base], objects),
    ...plan,
    targets: asked.targets.map((target) => targetState(target)),
    problem: asked.problem,
  };
  const clean = isClean(rehearsal, policy.order);
  context.out(
    options.json
      ? `${JSON.stringify(rehearsalReport(rehearsal, clean), null, 2)}\n`
      : renderRehearsal(rehearsal, clean),
  );
  return clean ? 0 : 1;
}

const NOBODY: AskedTargets = { targets: [], problem: null };

/** Nobody is asked where nothing is brought. */
async function askAbout(
  context: Context,
  repository: Repository,
  policy: GateConfig,
  bringing: readonly OpenBranch[],
): Promise<AskedTargets> {
  if (bringing.length === 0) return NOBODY;
  const pairs = bringing.flatMap(({ brings }) => brings);
  return askForOverview(context, repository, policy, pairs);
}
