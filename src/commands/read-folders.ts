import type { GateConfig } from '../config/gate-config.ts';
import { ignoredFiles } from '../core/ignored-files.ts';
import type { Migration, TreeEntry } from '../core/migration.ts';
import { type Folder, parseFolder } from '../core/migrations-folder.ts';
import type { Git } from '../git/git.ts';
import { readFolderTrees, readTrees } from '../git/read-trees.ts';

/** A commit or a tree. */
type Place = { readonly commit: string };

/** The migrations of one commit; equal trees share one list. */
export type FolderAt = {
  readonly migrations: readonly Migration[];
  /** Why they cannot be read, as a clause: `its migrations folder is a file`. */
  readonly problem: string | null;
  /** The same with strays apart, and with what is wrong; null where it cannot be read. */
  readonly folder: Folder | null;
};

/** The migrations of many commits: each distinct tree of a folder is read and parsed once. */
export async function readFolders<P extends Place>(
  git: Git,
  places: readonly P[],
  configOf: (place: P) => GateConfig,
): Promise<Map<P, FolderAt>> {
  const found = await readFolderTrees(
    git,
    places.map((place) => ({ commit: place.commit, folder: configOf(place).migrations })),
  );
  const oids = found.flatMap((at) => (at.kind === 'tree' ? [at.oid] : []));
  const trees = await readTrees(git, [...new Set(oids)]);
  const parse = parsingOnce();
  return new Map(
    places.map((place, i): [P, FolderAt] => {
      const at = found[i] ?? { kind: 'absent' };
      if (at.kind !== 'tree') return [place, without(PROBLEMS[at.kind])];
      return [place, parse(at.oid, trees.get(at.oid) ?? null, configOf(place))];
    }),
  );
}

const PROBLEMS = {
  absent: null,
  'no-folder': 'its migrations folder is no folder',
  'not-here': 'its commit is not in this clone (shallow or partial)',
} as const;

const without = (problem: string | null): FolderAt => ({
  migrations: [],
  problem,
  folder: problem === null ? { migrations: [], strays: [], findings: [] } : null,
});

function parsingOnce(): (t: string, e: readonly TreeEntry[] | null, c: GateConfig) => FolderAt {
  const known = new Map<GateConfig, Map<string, FolderAt>>();
  return (tree, entries, config) => {
    const ofConfig = known.get(config) ?? new Map<string, FolderAt>();
    known.set(config, ofConfig);
    const parsed = ofConfig.get(tree) ?? parse(entries, config);
    ofConfig.set(tree, parsed);
    return parsed;
  };
}

function parse(entries: readonly TreeEntry[] | null, config: GateConfig): FolderAt {
  if (entries === null) return without(PROBLEMS['not-here']);
  const path = config.migrations;
  const below = entries.map((entry) => ({ ...entry, path: `${path}/${entry.path}` }));
  const folder = parseFolder(path, below, ignoredFiles(config));
  const more = folder.strays.map(({ name, blob }) => ({ name, blob, path: `${path}/${name}` }));
  return { migrations: [...folder.migrations, ...more], problem: null, folder };
}
