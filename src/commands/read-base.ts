import { readFile } from 'node:fs/promises';
import type { GateConfig } from '../config/gate-config.ts';
import { type Ci, depthToSet, parseCi } from '../core/ci.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import type { Context } from './context.ts';
import { readConfigAt } from './gate-settings.ts';

/** What an update is compared with: what the protected branch has now. */
export type Base = {
  readonly name: string;
  readonly tree: string;
  /** The short name of that branch, as far as CI says it. */
  readonly branch: string | null;
};

/** What CI says of this run; null where it is none. */
export async function readCi(context: Context): Promise<Ci | null> {
  const path = context.env['GITHUB_EVENT_PATH'];
  return parseCi(context.env, path ? await readEvent(path) : null);
}

/** An event that cannot be read says nothing: then the whole of HEAD is judged. */
async function readEvent(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * The commit of `--base`. `auto` is what CI says: of a pull request its base, of a merge queue the
 * commit that the group goes on; of a push, a schedule or outside of CI nothing, so that all of
 * HEAD is judged.
 * @returns null: there is none
 * @throws GateError SHALLOW_CLONE, UNKNOWN_REVISION
 */
export async function readBase(
  { git }: Repository,
  name: string | undefined,
  ci: Ci | null,
): Promise<Base | null> {
  if (name === undefined) return null;
  const bases = name === 'auto' ? (ci?.bases ?? []) : [name];
  const [first] = bases;
  if (first === undefined) return null;
  for (const base of bases) {
    const tree = await parse(git, `${base}^{tree}`);
    const branch = name === 'auto' ? (ci?.branch ?? null) : null;
    if (tree !== null) return { name: base, tree, branch };
  }
  throw (await isShallow(git))
    ? new GateError('SHALLOW_CLONE', { what: first, fix: depthToSet(ci, first) })
    : new GateError('UNKNOWN_REVISION', { what: first });
}

/** git prints `true` or `false`. */
async function isShallow(git: Git): Promise<boolean> {
  return (await git.line('rev-parse', '--is-shallow-repository')) === 'true';
}

/**
 * The policy of an update is the protected branch's current config (contract 4): else a pull
 * request could switch off what judges it. null: that commit has none, or one that cannot be read;
 * then it is the working tree's, or nobody could bring or mend one.
 */
export async function readPolicy(
  { git }: Repository,
  { name, tree }: Base,
): Promise<GateConfig | null> {
  try {
    return await readConfigAt(git, tree, name);
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return null;
    throw error;
  }
}
