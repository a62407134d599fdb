import type { Pair } from '../core/migration.ts';
import type { Bypass } from '../core/override.ts';
import { withoutPairs } from '../core/pairs.ts';
import { type Step, traceBypasses } from '../core/trace-bypasses.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readReflog } from '../git/read-reflog.ts';
import { readUpstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { readDebts, writeBypass } from '../state/debts.ts';
import { readLookedAt, writeLookedAt } from '../state/looked-at.ts';
import { readPassed, writePassed } from '../state/passed.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { targetsOfBranch } from './gate-settings.ts';
import { type GuardedRef, readGuardedRefs } from './guarded-refs.ts';
import { type Held, readHeld } from './pairs-at.ts';
import { trustedUpstream } from './read-gate.ts';

/** How many moves of a ref are looked back at. */
const MOVES = 50;

/** git's words where a push has moved what it knows of a remote. */
const PUSHED = 'update by push';

type Search = {
  readonly git: Git;
  readonly now: string;
  readonly passed: ReadonlyMap<string, readonly Pair[]>;
  /** What is recorded already: overrides and bypasses, settled ones too. */
  readonly recorded: readonly Pair[];
  readonly lookedAt: Readonly<Record<string, string>>;
};

/**
 * Finds and records what protected branches got while the hooks were off (contract 5): what
 * neither the gate let in, nor was there when it was installed, nor the branch's own upstream has,
 * nor a record tells. One git call while no protected branch has moved. It only adds a record, so
 * what keeps it from looking keeps nothing else from being judged.
 */
export async function findBypasses(context: Context, repository: Repository): Promise<Bypass[]> {
  try {
    return await search(context, repository);
  } catch (error) {
    const isOfWorld =
      error instanceof GateError || typeof (error as { code?: unknown }).code === 'string';
    if (!isOfWorld) throw error;
    return [];
  }
}

async function search(context: Context, repository: Repository): Promise<Bypass[]> {
  const { git, commonDir, bare } = repository;
  const state = stateDir(commonDir);
  const passed = bare ? null : await readPassed(state);
  if (passed === null) return [];
  const refs = await readGuardedRefs(repository, new Set(passed.keys()));
  const lookedAt = await readLookedAt(state);
  const moved = refs.filter(({ ref, oid }) => lookedAt[ref] !== oid);
  if (moved.length === 0) return [];
  const debts = [...(await readDebts(state, 'override')), ...(await readDebts(state, 'bypass'))];
  const recorded = debts.flatMap(({ pairs }) => pairs);
  const found: Bypass[] = [];
  for (const guarded of moved) {
    const given = { git, now: context.now(), passed, lookedAt, recorded };
    const bypasses = await searchRef(state, given, guarded);
    for (const bypass of bypasses) await writeBypass(state, bypass);
    found.push(...bypasses);
  }
  await writeLookedAt(state, Object.fromEntries(moved.map(({ ref, oid }) => [ref, oid])));
  return found;
}

async function searchRef(state: string, given: Search, guarded: GuardedRef): Promise<Bypass[]> {
  const { git, passed, recorded, now } = given;
  const { ref, oid, branch, tracking } = guarded;
  const held = await readHeld(git, oid);
  if (held === null) return [];
  const own = passed.get(`refs/heads/${branch}`);
  if (!tracking && own === undefined) {
    // Newly protected, or newly made: what is there is taken as it is.
    const isProtected = (await targetsOfBranch(git, held.config, branch)) !== null;
    if (isProtected) await writePassed(state, { ref, at: now, pairs: [...held.pairs] });
    return [];
  }
  const pushed = tracking ? (passed.get(`push:refs/heads/${branch}`) ?? []) : [];
  const open = withoutPairs(held.pairs, own ?? [], pushed, recorded);
  if (open.length === 0 || (await targetsOfBranch(git, held.config, branch)) === null) return [];
  return tracking ? tracePushed(given, guarded, open) : traceMoved(given, guarded, held, open);
}

async function traceMoved(
  { git, now }: Search,
  { ref, oid, branch }: GuardedRef,
  { config }: Held,
  open: readonly Pair[],
): Promise<Bypass[]> {
  const published = await readUpstream(git, branch);
  const upstream = await trustedUpstream(git, { published }, config, branch);
  const there = upstream === null ? null : await readHeld(git, upstream);
  const own = withoutPairs(open, there?.pairs ?? []);
  if (own.length === 0) return [];
  return traceBypasses({ ref, commit: oid, at: now }, own, await readSteps(git, ref, own));
}

/** Of what a remote has, only what was pushed from here, since it was last looked at. */
async function tracePushed(
  { git, now, lookedAt }: Search,
  { ref, oid }: GuardedRef,
  open: readonly Pair[],
): Promise<Bypass[]> {
  const steps = await readSteps(git, ref, open);
  const seen = steps.findIndex(({ commit }) => commit === lookedAt[ref]);
  const fresh = steps.map((step, i) => (seen >= 0 && i >= seen ? { ...step, how: '' } : step));
  const where = ref.replace('refs/remotes/', '');
  return traceBypasses({ ref, commit: oid, at: now }, open, fresh)
    .filter(({ reason }) => reason === PUSHED)
    .map((bypass) => ({ ...bypass, reason: `pushed to ${where} past pre-push` }));
}

/** The moves of a ref, back to the first one after which it had nothing of this. */
async function readSteps(git: Git, ref: string, pairs: readonly Pair[]): Promise<Step[]> {
  const steps: Step[] = [];
  for (const move of await readReflog(git, ref, MOVES)) {
    const held = await readHeld(git, move.commit).catch(() => null);
    const step = { ...move, pairs: held?.pairs ?? [] };
    steps.push(step);
    if (withoutPairs(pairs, step.pairs).length === pairs.length) break;
  }
  return steps;
}
