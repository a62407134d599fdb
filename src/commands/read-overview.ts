import { type GateConfig, parseGateConfig } from '../config/gate-config.ts';
import { globMatches } from '../core/glob.ts';
import type { Migration } from '../core/migration.ts';
import type { Tip } from '../core/tip.ts';
import type { Git } from '../git/git.ts';
import { readFileInEach } from '../git/read-blobs.ts';
import { readFolderNames } from '../git/read-folder-names.ts';
import { readTips } from '../git/read-tips.ts';
import { readWorktrees, type Worktree } from '../git/read-worktrees.ts';
import { findGuarded, type Place } from './find-guarded.ts';
import { CONFIG_FILE } from './gate-settings.ts';
import { readFolders } from './read-folders.ts';
import { parseOrNull } from './read-protected.ts';

/** Every branch and worktree of the repository, with its migrations. */
export type Overview = {
  readonly worktrees: readonly Worktree[];
  /** Local branches, then detached worktrees, then remote-tracking branches. */
  readonly tips: readonly Tip[];
  /** The folders that hold migrations anywhere. */
  readonly folders: readonly string[];
  /** The branch that origin/HEAD names: `main`, or null. */
  readonly origin: string | null;
};

/**
 * Reads them all in a handful of git processes, however many there are: one list of refs, one of
 * worktrees, and three or four `cat-file` for all of them together. No database is asked.
 *
 * @param working the working tree's config, for a commit that has none; null: it has none either
 */
export async function readOverview(git: Git, working: GateConfig | null): Promise<Overview> {
  const [refs, worktrees] = await Promise.all([readTips(git), readWorktrees(git)]);
  const places = [...placesOf(refs), ...detachedOf(worktrees)];
  const texts = await readFileInEach(
    git,
    places.map(({ commit }) => commit),
    CONFIG_FILE,
  );
  const configs = parseEach(texts);
  const origin = originHead(refs);
  const guarded = findGuarded(places, configs, origin);
  const fallback = configs.get([...guarded][0]?.commit ?? '') ?? working ?? DEFAULTS;
  const configOf = ({ commit }: Place): GateConfig => configs.get(commit) ?? fallback;
  const contents = await readFolders(git, places, configOf);
  const tips = await Promise.all(
    places.map(async (place): Promise<Tip> => {
      const { ref, commit, name, remote } = place;
      const here = worktrees.filter((worktree) => isAt(worktree, place));
      const { migrations, problem } = contents.get(place) ?? { migrations: [], problem: null };
      return {
        ...{ name, ref, commit, remote, migrations, problem },
        guarded: guarded.has(place),
        worktrees: here.map(({ path }) => path),
        uncommitted: await readUncommitted(here, configOf(place), migrations),
      };
    }),
  );
  const folders = [...new Set(places.map((one) => configOf(one).migrations))];
  return { worktrees, tips, folders, origin };
}

const DEFAULTS = parseGateConfig('{}', CONFIG_FILE);

type Refs = Awaited<ReturnType<typeof readTips>>;

/** Another name of a branch is no branch of its own. */
function placesOf(refs: Refs): Place[] {
  return refs
    .filter(({ symref }) => symref === '')
    .map(({ ref, commit }) => ({
      ref,
      commit,
      name: ref.replace(/^refs\/(?:heads|remotes)\//, ''),
      remote: ref.startsWith('refs/remotes/'),
    }))
    .sort((a, b) => Number(a.remote) - Number(b.remote));
}

function detachedOf(worktrees: readonly Worktree[]): Place[] {
  const heads = worktrees.flatMap(({ ref, head }) => (ref === null && head ? [head] : []));
  return [...new Set(heads)].map((commit) => ({
    ref: null,
    commit,
    name: `(${commit.slice(0, 12)})`,
    remote: false,
  }));
}

const isAt = (worktree: Worktree, { ref, commit }: Place): boolean =>
  ref === null ? worktree.ref === null && worktree.head === commit : worktree.ref === ref;

function originHead(refs: Refs): string | null {
  const head = refs.find(({ ref }) => ref === 'refs/remotes/origin/HEAD')?.symref ?? '';
  return /^refs\/remotes\/origin\/(.+)$/.exec(head)?.[1] ?? null;
}

/** Each text once: most commits have the same one. One that is no config counts as none. */
function parseEach(texts: ReadonlyMap<string, string | null>): Map<string, GateConfig> {
  const parsed = new Map<string, GateConfig | null>();
  const configs = new Map<string, GateConfig>();
  for (const [commit, text] of texts) {
    if (text === null) continue;
    if (!parsed.has(text)) parsed.set(text, parseOrNull(text));
    const config = parsed.get(text);
    if (config) configs.set(commit, config);
  }
  return configs;
}

/** What lies in the folders of worktrees and is in no commit there yet. */
async function readUncommitted(
  worktrees: readonly Worktree[],
  { migrations: folder, ignore }: GateConfig,
  committed: readonly Migration[],
): Promise<string[]> {
  const there = worktrees.filter(({ bare, gone }) => !bare && !gone);
  const names = await Promise.all(there.map(({ path }) => readFolderNames(path, folder)));
  const known = new Set(committed.map(({ name }) => name));
  const more = new Set(names.flat().filter((name) => !known.has(name)));
  return [...more].filter((name) => !ignore.some((glob) => globMatches(glob, name))).sort();
}
