import type { Way } from '../way.ts';
import { restoredBy, unstagedAfter, WANTS_CLEAN } from './refusals.ts';

const ABORT = 'git rebase --abort';
const QUIT = 'git checkout main && git rebase --quit';
const POP = `${QUIT} && git stash pop`;
const resolved = 'git checkout --theirs ours.txt && git add ours.txt';

const early = (stashed: string): Pick<Way, 'refusal' | 'states'> => ({
  refusal: 'untouched',
  states: { ...WANTS_CLEAN, autostash: { command: stashed } },
});
const stashing = (command: string): Pick<Way, 'refusal' | 'states'> => ({
  refusal: 'untouched',
  states: unstagedAfter(command),
});
const late = (command: string, stashed = command): Pick<Way, 'refusal' | 'states'> => {
  const restored = restoredBy(command);
  const states = { ...restored.states, ...WANTS_CLEAN, autostash: { command: stashed } };
  return { ...restored, states };
};

const others = restoredBy(
  'git rebase --quit && git reset --keep NEW',
  ['ref refs/heads/elsewhere'],
  'git has moved another branch already, as --update-refs asks for, and leaves it there',
);

export const REBASE: readonly Way[] = [
  { name: 'rebase', git: 'git rebase X/side', ...early(ABORT) },
  { name: 'rebase, fast-forward', git: 'git rebase X/ff', ...early(ABORT) },
  { name: 'rebase --apply', git: 'git rebase --apply X/side', ...early(POP) },
  { name: 'rebase --apply, fast-forward', git: 'git rebase --apply X/ff', ...early(POP) },
  { name: 'rebase --autostash', git: 'git rebase --autostash X/side', ...stashing(ABORT) },
  {
    name: 'rebase --autostash, fast-forward',
    git: 'git rebase --autostash X/ff',
    ...stashing(ABORT),
  },
  {
    name: 'rebase --apply --autostash',
    git: 'git rebase --apply --autostash X/side',
    ...stashing(POP),
  },
  {
    name: 'rebase of main by name',
    git: 'git rebase X/side main',
    from: 'elsewhere',
    refusal: 'untouched',
    states: {
      ...WANTS_CLEAN,
      autostash: {
        command: ABORT,
        differs: ['HEAD'],
        note: 'HEAD is on main, where the command itself has gone first',
      },
    },
  },
  { name: 'rebase --onto', git: 'git rebase --onto X/side base', ...late(ABORT) },
  {
    name: 'rebase --apply --onto',
    git: 'git rebase --apply --onto X/side base',
    ...late(QUIT, POP),
  },
  { name: 'rebase --interactive', git: 'git rebase --interactive X/side', ...early(ABORT) },
  {
    name: 'rebase with a conflict, then rebase --continue',
    before: ['!git rebase X/conflict', resolved],
    git: 'git rebase --continue',
    ...late(ABORT),
  },
  {
    name: 'rebase --apply with a conflict, then rebase --continue',
    before: ['!git rebase --apply X/conflict', resolved],
    git: 'git rebase --continue',
    ...late(ABORT),
  },
  {
    name: 'rebase --update-refs of a branch before main',
    git: 'git rebase --update-refs X/side',
    from: 'X/top',
    ...others,
    states: {
      ...others.states,
      ...WANTS_CLEAN,
      'linked worktree': {
        command: 'git rebase --quit && git reset --keep NEW',
        differs: ['other worktree: ref refs/heads/elsewhere', 'ref refs/heads/elsewhere'],
        note: 'git has moved another branch already, as --update-refs asks for, and leaves it there',
      },
    },
  },
];
