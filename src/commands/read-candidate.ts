import type { GateConfig } from '../config/gate-config.ts';
import { type Candidate, unionOfFolders } from '../core/candidate.ts';
import { type Ignoring, ignoredFiles } from '../core/ignored-files.ts';
import type { Pair } from '../core/migration.ts';
import { type Folder, parseFolder } from '../core/migrations-folder.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readTree } from '../git/read-tree.ts';
import { readCurrentBranch } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import {
  type Revision,
  resolveIndex,
  resolveMerge,
  resolveTreeish,
} from '../git/resolve-revision.ts';
import { readWorkingTree } from '../git/working-tree.ts';
import { readConfigAt } from './gate-settings.ts';
import { type Based, withBaselineAt, withWorkingBaseline } from './read-baseline.ts';

/** The *what* of a command (contract 3): a tree-ish, the index, or the result of a merge. */
export type What =
  | {
      readonly kind: 'tree-ish';
      readonly name: string;
      /** What it is, where that has been asked already. */
      readonly revision?: Revision | null;
    }
  | { readonly kind: 'staged' }
  | { readonly kind: 'merge'; readonly name: string }
  | { readonly kind: 'working-tree' };

/** What is read from git. */
type GitWhat = Exclude<What, { kind: 'working-tree' }>;

/**
 * Reads the candidate that a command names. What git holds may name its migrations folder itself,
 * another one than the working tree does: a branch that moves it. Throws BAD_CONFIG.
 *
 * @param before what is there already, where it is compared with something: it must not be lost
 */
export async function readCandidate(
  repository: Repository,
  config: GateConfig,
  what: What,
  before: readonly Pair[] = [],
): Promise<Candidate> {
  const { git } = repository;
  if (what.kind === 'working-tree') {
    const entries = await readWorkingTree(git, repository.root, config.migrations);
    const folder = parseFolder(config.migrations, entries, ignoredFiles(config));
    const based = await withWorkingBaseline(git, repository.root, config, folder);
    // The ledger then says from which branch it was applied, when nothing else does any more.
    return { commit: null, tree: '', ref: await readCurrentBranch(git), ...based };
  }
  const revision = await resolveWhat(git, what);
  const folders = await readFolders(git, revision.tree, config, nameWhat(what), before);
  return { ...revision, ...folders };
}

/** The union of the folder that the tree's own config names and the one that ours does. */
async function readFolders(
  git: Git,
  tree: string,
  config: GateConfig,
  where: string,
  before: readonly Pair[],
): Promise<Based> {
  const own = (await readConfigAt(git, tree, where, config.migrations)) ?? config;
  const moves = own.migrations !== config.migrations;
  const former = moves ? await readFolder(git, tree, config) : null;
  const incoming = { ...config, migrations: own.migrations };
  const folder = await readFolder(git, tree, incoming, ignoredFiles(own));
  return withBaselineAt(git, tree, own, unionOfFolders(folder, former, before));
}

/** The migrations of one tree, in the folder that a config names. */
export async function readFolder(
  git: Git,
  tree: string,
  config: Ignoring,
  straysIgnored: readonly string[] = ignoredFiles(config),
): Promise<Folder> {
  const entries = await readTree(git, tree, config.migrations);
  return parseFolder(config.migrations, entries, ignoredFiles(config), straysIgnored);
}

/**
 * The words that name it again, in a command to type; HEAD too: `apply` alone takes the files.
 *
 * @param judged for a name that a command would take for an option
 */
export function renderWhat(what: What, judged?: Revision): string {
  if (what.kind === 'staged') return '--staged';
  if (what.kind === 'merge') return `--merge ${shellQuote(what.name)}`;
  if (what.kind === 'working-tree') return '';
  if (!what.name.startsWith('-')) return shellQuote(what.name);
  return shellQuote(judged?.ref ?? judged?.commit ?? judged?.tree ?? what.name);
}

function nameWhat(what: GitWhat): string {
  if (what.kind === 'staged') return 'the index';
  return what.kind === 'merge' ? `the merge of ${what.name}` : what.name;
}

async function resolveWhat(git: Git, what: GitWhat): Promise<Revision> {
  if (what.kind === 'staged') return resolveIndex(git);
  if (what.kind === 'tree-ish') return what.revision ?? resolveTreeish(git, what.name);
  const head = await resolveTreeish(git, 'HEAD');
  const other = await resolveTreeish(git, what.name);
  if (head.commit === null || other.commit === null) {
    throw new GateError('UNKNOWN_REVISION', { what: what.name });
  }
  const tree = await resolveMerge(git, head.commit, other.commit);
  if (tree === null) {
    throw new GateError('GIT_FAILED', {
      command: 'merge-tree',
      problem: `merging ${what.name} into HEAD has conflicts`,
      fix: 'Merge by hand, resolve the conflicts, and judge --staged.',
    });
  }
  return { commit: null, tree, ref: null };
}
