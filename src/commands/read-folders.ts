import type { GateConfig } from '../config/gate-config.ts';
import type { Migration, TreeEntry } from '../core/migration.ts';
import { parseFolder } from '../core/migrations-folder.ts';
import type { Git } from '../git/git.ts';
import { readFolderTrees, readTrees } from '../git/read-trees.ts';
import type { Place } from './find-guarded.ts';

/** The migrations of one commit; equal trees share one list. */
export type FolderAt = {
  readonly migrations: readonly Migration[];
  /** Why they cannot be read, as a clause: `its migrations folder is a file`. */
  readonly problem: string | null;
};

/** The migrations of many commits: each distinct tree of a folder is read and parsed once. */
export async function readFolders(
  git: Git,
  places: readonly Place[],
  configOf: (place: Place) => GateConfig,
): Promise<Map<Place, FolderAt>> {
  const found = await readFolderTrees(
    git,
    places.map((place) => ({ commit: place.commit, folder: configOf(place).migrations })),
  );
  const oids = found.flatMap((at) => (at.kind === 'tree' ? [at.oid] : []));
  const trees = await readTrees(git, [...new Set(oids)]);
  const parse = parsingOnce();
  return new Map(
    places.map((place, i): [Place, FolderAt] => {
      const at = found[i] ?? { kind: 'absent' };
      if (at.kind !== 'tree') return [place, { migrations: [], problem: PROBLEMS[at.kind] }];
      return [place, parse(at.oid, trees.get(at.oid) ?? null, configOf(place))];
    }),
  );
}

const PROBLEMS = {
  absent: null,
  'no-folder': 'its migrations folder is no folder',
  'not-here': 'its commit is not in this clone (shallow or partial)',
} as const;

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
  if (entries === null) return { migrations: [], problem: PROBLEMS['not-here'] };
  const { migrations: folder, ignore } = config;
  const below = entries.map((entry) => ({ ...entry, path: `${folder}/${entry.path}` }));
  const { migrations, strays } = parseFolder(folder, below, ignore);
  const more = strays.map(({ name, blob }) => ({ name, blob, path: `${folder}/${name}` }));
  return { migrations: [...migrations, ...more], problem: null };
}
