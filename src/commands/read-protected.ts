import { type GateConfig, parseGateConfig } from '../config/gate-config.ts';
import type { Pair } from '../core/migration.ts';
import { type Protect, protectedTargets } from '../core/protect.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readFileInEach } from '../git/read-blobs.ts';
import { readBranches, readOriginHead } from '../git/refs.ts';
import { CONFIG_FILE, protectOf } from './gate-settings.ts';
import { readFolder } from './read-candidate.ts';

/** What the protected branches of this clone have, all together. */
export type Protected = {
  readonly pairs: readonly Pair[];
  /** A protected branch's config, for a tree that has none of its own. */
  readonly config: GateConfig;
};

/**
 * The migrations of every branch that its own config protects, here and at origin: what is
 * published is in a protected branch, also where the local one was not pulled yet. null: no branch
 * is protected, or no config can be read, so nothing can be said.
 */
export async function readProtected(git: Git): Promise<Protected | null> {
  const branches = await readBranches(git, 'heads', 'remotes/origin');
  const texts = await readFileInEach(git, [...branches.values()], CONFIG_FILE);
  const policies = await readPolicies(git, new Set(texts.values()));
  const known = new Set(['main', 'master', await readOriginHead(git)]);
  const pairs: Pair[] = [];
  let first: GateConfig | null = null;
  // Local branches come first.
  for (const [ref, oid] of branches) {
    const policy = policies.get(texts.get(oid) ?? '');
    const branch = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
    if (policy === undefined || protectedTargets(policy.protect, branch) === null) continue;
    // Anybody may push a branch that protects itself.
    if (ref.startsWith('refs/heads/')) known.add(branch);
    if (!known.has(branch)) continue;
    first ??= policy.config;
    pairs.push(...(await readPairs(git, oid, policy.config)));
  }
  return first && { pairs, config: first };
}

/** The migrations of a commit, with the files that should be some. */
export async function readPairs(git: Git, commit: string, config: GateConfig): Promise<Pair[]> {
  const folder = await readFolder(git, commit, config);
  return [...folder.migrations, ...folder.strays];
}

type Policy = { readonly config: GateConfig; readonly protect: Protect };

/** Each config once: most branches have the same one. One that cannot be read protects nothing. */
async function readPolicies(
  git: Git,
  texts: ReadonlySet<string | null>,
): Promise<Map<string, Policy>> {
  const policies = new Map<string, Policy>();
  for (const text of texts) {
    const config = text === null ? null : parseOrNull(text);
    if (text === null || config === null) continue;
    policies.set(text, { config, protect: await protectOf(git, config) });
  }
  return policies;
}

/** A config, or null where it is none. */
export function parseOrNull(text: string): GateConfig | null {
  try {
    return parseGateConfig(text, CONFIG_FILE);
  } catch (error) {
    if (error instanceof GateError) return null;
    throw error;
  }
}
