import type { Pair } from '../core/migration.ts';
import { withoutPairs } from '../core/pairs.ts';
import type { Repository } from '../git/repository.ts';
import { writeLookedAt } from '../state/looked-at.ts';
import { readPassed, startWatching, writePassed } from '../state/passed.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import { readGuardedRefs } from './guarded-refs.ts';
import { readHeld } from './pairs-at.ts';
import { sayBypasses } from './say-bypasses.ts';

/** An update that the gate lets go. */
export type LetGo = {
  /** `refs/heads/main`; `push:refs/heads/main` for what is pushed to a remote's main. */
  readonly ref: string;
  readonly next: string;
  /** What an override lets pass: its own record tells of it, once the ref has moved. */
  readonly overridden: readonly Pair[];
};

/**
 * Notes what the gate lets into a ref, so that what comes in without it can be told. If git gives
 * the update up after all, no harm is done: these migrations may come in.
 */
export async function recordPassed(
  context: Context,
  { git, commonDir }: Repository,
  { ref, next, overridden }: LetGo,
): Promise<void> {
  const state = stateDir(commonDir);
  const passed = await readPassed(state);
  if (passed === null) return;
  const held = await readHeld(git, next);
  if (held === null) return;
  const before = passed.get(ref);
  const pairs = withoutPairs(held.pairs, before ?? [], overridden);
  if (pairs.length > 0 || before === undefined) {
    await writePassed(state, { ref, at: context.now(), pairs });
  }
  if (overridden.length === 0) await writeLookedAt(state, { [ref]: next });
}

/**
 * Called when the hooks are installed: what is there now is taken as it is, once. At a later
 * installation what came in meanwhile is found first.
 */
export async function recordInstalled(context: Context, repository: Repository): Promise<void> {
  if (repository.bare) return;
  const { git, commonDir } = repository;
  const state = stateDir(commonDir);
  sayBypasses(context, await findBypasses(context, repository));
  const passed = await readPassed(state);
  if (passed !== null) return;
  await startWatching(state);
  const refs = await readGuardedRefs(repository, new Set());
  for (const { ref, oid, tracking } of refs) {
    const held = tracking ? null : await readHeld(git, oid);
    if (held !== null) await writePassed(state, { ref, at: context.now(), pairs: [...held.pairs] });
  }
  await writeLookedAt(state, Object.fromEntries(refs.map(({ ref, oid }) => [ref, oid])));
}
