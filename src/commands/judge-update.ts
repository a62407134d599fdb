import type { GateConfig } from '../config/gate-config.ts';
import { unionOfFolders } from '../core/candidate.ts';
import { decide, type Verdict } from '../core/decide.ts';
import type { Facts } from '../core/facts.ts';
import { ignoredFiles } from '../core/ignored-files.ts';
import type { Pair } from '../core/migration.ts';
import type { Folder } from '../core/migrations-folder.ts';
import type { Override } from '../core/override.ts';
import { withoutPairs } from '../core/pairs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import type { AskTargets } from './ask-targets.ts';
import type { Context } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import { type GivenReason, readGivenOverride, readGivenReason } from './given-override.ts';
import { invocation } from './invocation.ts';
import { readFacts } from './judge.ts';
import { readOpenDebts, settleDebts } from './open-debts.ts';
import { withBaselineAt } from './read-baseline.ts';
import { readFolder, renderWhat } from './read-candidate.ts';
import { type Configs, type Gate, policyCommit, readGate, type Update } from './read-gate.ts';
import { sayBypasses } from './say-bypasses.ts';

export type Judged =
  | { readonly kind: 'passes' }
  | {
      readonly kind: 'judged';
      readonly verdict: Verdict;
      /** What it was decided from, and by whose config. */
      readonly facts: Facts;
      readonly config: GateConfig;
      readonly given: Override | null;
    };

/** What only the override that was given for this very update lets pass. */
export function overriddenBy(judged: Judged): readonly Pair[] {
  const passes = judged.kind === 'judged' && judged.verdict.overridden !== null;
  return passes ? (judged.given?.pairs ?? []) : [];
}

const PASSES: Judged = { kind: 'passes' };

/** What is not the same for all hooks. */
export type How = {
  readonly ask?: AskTargets;
  /** The reason of an override, from where one may be given. */
  readonly readReason?: () => Promise<GivenReason>;
  /** What runs the tool where the refusal is read. */
  readonly invoke?: string;
};

/** Judges an update by the protected branch's current config; asks no database in vain. */
export async function judgeUpdate(
  context: Context,
  repository: Repository,
  update: Update,
  how: How = {},
): Promise<Judged> {
  sayBypasses(context, await findBypasses(context, repository));
  const gate = await readGate(repository, update);
  if (gate === null) return PASSES;
  const { tree, configs, published } = gate;
  const folders = await readFolders(repository, { ...update, published }, tree, configs);
  const others = [folders.before, ...folders.published];
  const brought = withoutPairs([...folders.union.migrations, ...folders.union.strays], ...others);
  const moved = folders.union.findings.some((finding) => finding.code === 'INVALID_FOLDER');
  if (brought.length === 0 && !moved) return PASSES;
  return judgeBrought(context, repository, update, { ...gate, folders, brought }, how);
}

type Brought = Gate & { readonly folders: Folders; readonly brought: readonly Pair[] };

async function judgeBrought(
  context: Context,
  repository: Repository,
  update: Update,
  { tree, configs, targets, folders, brought }: Brought,
  how: How,
): Promise<Judged> {
  const readReason = how.readReason ?? (() => readGivenReason(context, repository.git));
  const { reason, ignored } = await readReason();
  const given =
    reason === null ? null : await readGivenOverride(context, repository.git, reason, brought);
  const based = await withBaselineAt(repository.git, tree, configs.incoming, folders.union);
  const commit = await parse(repository.git, `${update.next}^{commit}`);
  const asked = {
    candidate: { commit, tree, ref: update.ref, ...based },
    config: configs.policy,
    policyAt: policyCommit(update),
    auditOnlyToBlock: true,
    targets,
    before: folders.before,
    brought,
    debts: await readOpenDebts(repository),
    given,
    ignoredOverride: ignored,
    advice: {
      invoke:
        how.invoke ?? invocation(repository.root, repository.mainRoot, context.program.script),
      what: renderWhat(update.what),
    },
    searchOrphans: false,
    detail: 'brief' as const,
    ...(how.ask && { ask: how.ask }),
  };
  const facts = await readFacts(context, repository, asked);
  await settleDebts(context, repository, asked, facts);
  return { kind: 'judged', verdict: decide(facts), facts, config: configs.policy, given };
}

type Folders = {
  readonly union: Folder;
  readonly before: readonly Pair[];
  readonly published: readonly (readonly Pair[])[];
};

async function readFolders(
  { git }: Repository,
  update: { readonly current: string | null; readonly published: string | null },
  tree: string,
  { policy, incoming }: Configs,
): Promise<Folders> {
  const everything = async (commit: string): Promise<Pair[]> => {
    const folder = await readFolder(git, commit, policy);
    return [...folder.migrations, ...folder.strays];
  };
  const before = update.current === null ? [] : await everything(update.current);
  const moves = policy.migrations !== incoming.migrations;
  const former = moves ? await readFolder(git, tree, policy) : null;
  // What is a migration is the policy's to say; an update cannot ignore the one that it brings.
  const next = { ...policy, migrations: incoming.migrations };
  const folder = await readFolder(git, tree, next, ignoredFiles(incoming));
  const union = unionOfFolders(folder, former, before);
  if (update.published === null) return { union, before, published: [] };
  const there: (readonly Pair[])[] = [await everything(update.published)];
  if (moves) there.push((await readFolder(git, update.published, incoming)).migrations);
  return { union, before, published: there };
}
