import { unionOfFolders } from '../core/candidate.ts';
import type { Verdict } from '../core/decide.ts';
import type { Pair } from '../core/migration.ts';
import type { Folder } from '../core/migrations-folder.ts';
import type { Override } from '../core/override.ts';
import { withoutPairs } from '../core/pairs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import type { Context } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import { readGivenOverride, readGivenReason } from './given-override.ts';
import { invocation } from './invocation.ts';
import { judge } from './judge.ts';
import { readOpenDebts } from './open-debts.ts';
import { readFolder, renderWhat } from './read-candidate.ts';
import { type Configs, readGate, type Update } from './read-gate.ts';
import { sayBypasses } from './say-bypasses.ts';

export type Judged =
  | { readonly kind: 'passes' }
  | { readonly kind: 'judged'; readonly verdict: Verdict; readonly given: Override | null };

/** What only the override that was given for this very update lets pass. */
export function overriddenBy(judged: Judged): readonly Pair[] {
  const passes = judged.kind === 'judged' && judged.verdict.overridden !== null;
  return passes ? (judged.given?.pairs ?? []) : [];
}

const PASSES: Judged = { kind: 'passes' };

/** Judges an update by the protected branch's current config; asks no database in vain. */
export async function judgeUpdate(
  context: Context,
  repository: Repository,
  update: Update,
): Promise<Judged> {
  sayBypasses(context, await findBypasses(context, repository));
  const gate = await readGate(repository, update);
  if (gate === null) return PASSES;
  const { tree, configs, targets, published } = gate;
  const folders = await readFolders(repository, { ...update, published }, tree, configs);
  const others = [folders.before, ...folders.published];
  const brought = withoutPairs([...folders.union.migrations, ...folders.union.strays], ...others);
  const moved = folders.union.findings.some((finding) => finding.code === 'INVALID_FOLDER');
  if (brought.length === 0 && !moved) return PASSES;
  const { reason, ignored } = await readGivenReason(context, repository.git);
  const given =
    reason === null ? null : await readGivenOverride(context, repository.git, reason, brought);
  const commit = await parse(repository.git, `${update.next}^{commit}`);
  const verdict = await judge(context, repository, {
    candidate: { commit, tree, ref: update.ref, ...folders.union },
    config: configs.policy,
    targets,
    before: folders.before,
    brought,
    debts: await readOpenDebts(repository),
    given,
    ignoredOverride: ignored,
    advice: {
      invoke: invocation(repository.root, repository.mainRoot),
      what: renderWhat(update.what),
    },
    searchOrphans: false,
  });
  return { kind: 'judged', verdict, given };
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
  const next = { migrations: incoming.migrations, ignore: policy.ignore };
  const union = unionOfFolders(await readFolder(git, tree, next, incoming.ignore), former, before);
  if (update.published === null) return { union, before, published: [] };
  const there: (readonly Pair[])[] = [await everything(update.published)];
  if (moves) there.push((await readFolder(git, update.published, incoming)).migrations);
  return { union, before, published: there };
}
