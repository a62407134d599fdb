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
 * The migrations of every branch that its own config protects: the local ones; origin's count only
 * where there is no local branch of that name, since what was merged on the server alone is not
 * here yet. null: no branch is protected, or no config can be read, so nothing can be said.
 */
export async function readProtected(git: Git): Promise<Protected | null> {
  const branches = await readCandidates(git);
  const texts = await readFileInEach(git, [...branches.values()], CONFIG_FILE);
  const policies = await readPolicies(git, new Set(texts.values()));
  const pairs: Pair[] = [];
  let first: GateConfig | null = null;
  for (const [ref, oid] of branches) {
    const policy = policies.get(texts.get(oid) ?? '');
    const branch = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
    if (policy === undefined || protectedTargets(policy.protect, branch) === null) continue;
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

/** Of origin's branches those of the usual names: anybody may push one that protects itself. */
async function readCandidates(git: Git): Promise<Map<string, string>> {
  const all = await readBranches(git, 'heads', 'remotes/origin');
  const usual = new Set(['main', 'master', await readOriginHead(git)]);
  return new Map(
    [...all].filter(([ref]) => {
      if (ref.startsWith('refs/heads/')) return true;
      const name = ref.replace('refs/remotes/origin/', '');
      return usual.has(name) && !all.has(`refs/heads/${name}`);
    }),
  );
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
