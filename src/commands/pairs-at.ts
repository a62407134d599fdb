import type { GateConfig } from '../config/gate-config.ts';
import type { Pair } from '../core/migration.ts';
import type { Git } from '../git/git.ts';
import { readConfigAt } from './gate-settings.ts';
import { readFolder } from './read-candidate.ts';

/** What a commit has, by its own config: the config, and (name, blob) of every file there. */
export type Held = { readonly config: GateConfig; readonly pairs: readonly Pair[] };

/** null: it has no config that can be read, so nothing is gated there. */
export async function readHeld(git: Git, commit: string): Promise<Held | null> {
  const config = await readConfigAt(git, commit, commit).catch(() => null);
  if (config === null) return null;
  const { migrations, strays } = await readFolder(git, commit, config);
  const pairs = [...migrations, ...strays].map(({ name, blob }) => ({ name, blob }));
  return { config, pairs };
}
