import { SILENCE } from './decide.ts';
import type { Pair } from './migration.ts';
import type { Refusal } from './refusal.ts';
import type { Report } from './report.ts';
import { visible } from './visible.ts';

/** The work in a worktree. */
export type Work = {
  /** Its migrations that no protected branch has. */
  readonly brought: readonly Pair[];
  /** All that the protected branches have. */
  readonly kept: readonly Pair[];
};

/** What a person can type instead, or afterwards. */
type Ways = {
  readonly verify: string;
  readonly close: string;
  readonly discard: string;
  /** git's own override. */
  readonly force: string;
};

/**
 * Whether work may be thrown away: not while any target but local has one of the migrations that
 * it brings, for then their files are needed; and not while one of those targets cannot be asked.
 *
 * @param report what the targets say of the worktree's HEAD
 * @returns why not; nothing where it may be
 */
export function decideDiscard(report: Report, work: Work, ways: Ways): Refusal[] {
  const unasked = report.reasons.filter(
    ({ code, target }) => SILENCE.includes(code) && target !== 'local',
  );
  const half = report.targets.filter((target) => isHalfKnown(target, work));
  const there = report.targets.flatMap((target) => deployedOf(target, work));
  const refusals: Refusal[] = unasked.map(({ message }) => ({
    message: `Nobody can say whether it is deployed somewhere.\n${message}`,
    fixes: [ways.verify, ways.discard, `or, past the gate: ${ways.force}`],
  }));
  for (const { target } of half) {
    const message = `${target} cannot be asked, and no receipt covers all of it.`;
    refusals.push({
      message,
      fixes: [ways.verify, ways.discard, `or, past the gate: ${ways.force}`],
    });
  }
  if (there.length > 0) {
    const message = ['Some of its migrations are deployed, so their files are needed:', ...there];
    refusals.push({ message: message.join('\n'), fixes: [ways.close] });
  }
  return refusals;
}

/** A receipt says of the rest nothing: what an override let pass may be there, too. */
function isHalfKnown(
  { access, migrations }: Report['targets'][number],
  { brought }: Work,
): boolean {
  const names = new Set(brought.map((pair) => pair.name));
  return access === 'receipt' && migrations.some((s) => s.state === 'pending' && names.has(s.name));
}

/**
 * `production: 002_b.sql (applied)`, of one target but local: by name, whatever its content. An
 * edit of what a protected branch has is no migration of this work's own: the target has that one.
 */
function deployedOf(
  { target, migrations }: Report['targets'][number],
  { brought, kept }: Work,
): string[] {
  if (target === 'local') return [];
  const names = new Set(brought.map((pair) => pair.name));
  const elsewhere = new Set(kept.map((pair) => pair.name));
  return migrations.flatMap(({ name, state, flags }) => {
    const renamed = flags.includes('renamed');
    const edited = state === 'modified' || flags.includes('cosmetic');
    if (!names.has(name) || (state === 'pending' && !renamed)) return [];
    if (edited && elsewhere.has(name)) return [];
    return [`${target}: ${visible(name)} (${renamed ? 'under another name' : state})`];
  });
}
