import type { Way } from '../way.ts';
import { NO_OVERLAP, RESTORE, restoredBy, wantsCleanIndex } from './refusals.ts';

const resolved = 'git checkout --theirs ours.txt && git add ours.txt';
const early = { refusal: 'untouched' } as const;
const atCommit = { refusal: 'untouched', states: wantsCleanIndex() } as const;
const aborted = restoredBy('git merge --abort');
const late = { ...aborted, states: { ...aborted.states, ...wantsCleanIndex() } };
const forward = restoredBy(RESTORE);
const noCommit = 'git merge --no-commit X/side';

export const MERGE: readonly Way[] = [
  { name: 'merge, fast-forward', git: 'git merge X/ff', ...early },
  { name: 'merge --ff-only', git: 'git merge --ff-only X/ff', ...early },
  { name: 'merge, a true one', git: 'git merge --no-edit X/side', ...early },
  { name: 'merge --no-ff', git: 'git merge --no-ff --no-edit X/ff', ...early },
  { name: 'merge --no-verify', git: 'git merge --no-verify --no-edit X/side', ...early },
  { name: 'merge --autostash', git: 'git merge --autostash --no-edit X/side', ...early },
  {
    name: 'merge --squash, then commit',
    git: 'git merge --squash X/side && git commit --message squashed',
    ...early,
  },
  {
    name: 'merge --squash of two branches, then commit',
    before: ['git merge --squash X/side other'],
    git: 'git commit --message squashed',
    ...atCommit,
  },
  { name: 'merge of two branches (octopus)', git: 'git merge --no-edit X/side other', ...late },
  {
    name: 'merge --no-commit, then commit',
    before: [noCommit],
    git: 'git commit --no-edit',
    ...atCommit,
  },
  {
    name: 'merge --no-commit, then commit --no-verify',
    before: [noCommit],
    git: 'git commit --no-verify --no-edit',
    ...atCommit,
  },
  {
    name: 'merge with a conflict, then commit',
    before: ['!git merge X/conflict', resolved],
    git: 'git commit --no-edit',
    ...atCommit,
  },
  {
    name: 'merge with a conflict, then merge --continue',
    before: ['!git merge X/conflict', resolved],
    git: 'git merge --continue',
    ...atCommit,
  },
  { name: 'merge -s recursive', git: 'git merge -s recursive --no-edit X/side', ...late },
  { name: 'merge -X ours', git: 'git merge -X ours --no-edit X/conflict', ...late },
  {
    name: 'merge -s ort, fast-forward',
    git: 'git merge -s ort X/ff',
    ...forward,
    states: {
      ...forward.states,
      ...NO_OVERLAP,
      autostash: { command: `${RESTORE} && git merge --quit && git stash pop` },
    },
  },
  {
    name: 'merge -s ours',
    git: 'git merge -s ours --no-edit X/side',
    refusal: 'passes',
    states: wantsCleanIndex(),
  },
];
