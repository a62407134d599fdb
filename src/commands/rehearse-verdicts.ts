import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import { unionOfFolders } from '../core/candidate.ts';
import { decide } from '../core/decide.ts';
import type { Migration } from '../core/migration.ts';
import { withoutPairs } from '../core/pairs.ts';
import type { RehearsedBranch } from '../core/rehearsal.ts';
import { shellQuote } from '../core/shell-quote.ts';
import type { Tip } from '../core/tip.ts';
import type { Git } from '../git/git.ts';
import { readFileInEach } from '../git/read-blobs.ts';
import type { Repository } from '../git/repository.ts';
import type { AskedTargets } from './ask-for-overview.ts';
import type { Context } from './context.ts';
import { CONFIG_FILE, targetsOfBranch } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { readFacts } from './judge.ts';
import type { OpenBranch } from './open-branches.ts';
import { readOpenDebts } from './open-debts.ts';
import { type FolderAt, readFolders } from './read-folders.ts';
import { parseOrNull } from './read-protected.ts';
import type { Merged } from './rehearse-merges.ts';

type Judged = Pick<RehearsedBranch, 'verdict' | 'reasons'>;

type Given = {
  readonly git: Git;
  /** The protected branch's own config, by which it is judged. */
  readonly policy: GateConfig;
  readonly base: Tip;
  /** Every target was asked once, for all branches. */
  readonly asked: AskedTargets;
  readonly merged: readonly Merged[];
};

/** The verdict that merging each branch would get now; none where nobody was asked. */
export async function judgeEach(
  context: Context,
  repository: Repository,
  given: Given,
): Promise<Map<OpenBranch, Judged>> {
  const { git, policy, base, asked } = given;
  const judged = new Map<OpenBranch, Judged>();
  if (asked.targets.length === 0) return judged;
  const branch = base.name.replace(/^origin\//, '');
  const names = (await targetsOfBranch(git, policy, branch)) ?? targetNames(policy.targets);
  const debts = await readOpenDebts(repository);
  const { root, mainRoot } = repository;
  const invoke = invocation(root, mainRoot, context.program.script);
  for (const [one, { folder }] of await readMerged(given)) {
    if (folder === null) continue;
    const union = unionOfFolders(folder, null, base.migrations);
    const brought = withoutPairs<Migration>(union.migrations, base.migrations);
    const facts = await readFacts(context, repository, {
      candidate: { commit: null, tree: one.commit, ref: null, ...union },
      config: policy,
      policyAt: base.commit,
      auditOnlyToBlock: true,
      targets: names,
      ...{ before: base.migrations, brought, debts, given: null, ignoredOverride: null },
      advice: { invoke, what: shellQuote(one.branch.name) },
      searchOrphans: false,
      ask: async () => ({
        targets: asked.targets.filter(({ name }) => names.includes(name)),
        problem: null,
      }),
    });
    const { verdict, reasons } = decide(facts).report;
    judged.set(one.branch, { verdict, reasons });
  }
  return judged;
}

type MergedTree = { readonly branch: OpenBranch; readonly commit: string };

/** What the merged trees hold, all of them read together. */
async function readMerged({ git, policy, merged }: Given): Promise<Map<MergedTree, FolderAt>> {
  const trees = merged.flatMap(({ branch, result }): MergedTree[] =>
    result.kind === 'merged' && branch.brings.length > 0 ? [{ branch, commit: result.tree }] : [],
  );
  const texts = await readFileInEach(
    git,
    trees.map(({ commit }) => commit),
    CONFIG_FILE,
  );
  const configs = new Map([...new Set(texts.values())].map((text) => [text, parse(text, policy)]));
  return readFolders(git, trees, ({ commit }) => configs.get(texts.get(commit) ?? null) ?? policy);
}

/** The folder is the incoming config's to name; what is no migration there, the policy's to say. */
function parse(text: string | null, policy: GateConfig): GateConfig {
  const own = text === null ? null : parseOrNull(text);
  return own === null ? policy : { ...own, ignore: policy.ignore };
}
