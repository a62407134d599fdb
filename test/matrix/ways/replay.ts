import type { Way } from '../way.ts';
import { NO_AUTOSTASH, RESTORE, restoredBy, wantsCleanIndex } from './refusals.ts';

const resolved = 'git checkout --theirs ours.txt && git add ours.txt';
const at = 'X/reverted';

const late = (command: string, leaves?: readonly string[]): Pick<Way, 'refusal' | 'states'> => {
  const restored = restoredBy(command);
  const states = { ...restored.states, ...wantsCleanIndex(leaves), ...NO_AUTOSTASH };
  return { ...restored, states };
};
const atCommit: Pick<Way, 'refusal' | 'states'> = {
  refusal: 'untouched',
  states: { ...wantsCleanIndex(), ...NO_AUTOSTASH },
};
const staged: Pick<Way, 'refusal' | 'states'> = { refusal: 'untouched', states: NO_AUTOSTASH };
const am = late('git am --abort', ['state rebase-apply']);

export const REPLAY: readonly Way[] = [
  { name: 'cherry-pick', git: 'git cherry-pick X/side', ...late('git cherry-pick --abort') },
  { name: 'cherry-pick --ff', git: 'git cherry-pick --ff X/ff', ...late(RESTORE) },
  {
    name: 'cherry-pick of two commits',
    git: 'git cherry-pick other X/side',
    ...late('git cherry-pick --abort', ['state sequencer']),
  },
  {
    name: 'cherry-pick --ff of two commits',
    git: 'git cherry-pick --ff X/ff other',
    ...late('git cherry-pick --abort', ['state sequencer']),
  },
  {
    name: 'cherry-pick --no-commit, then commit',
    before: ['git cherry-pick --no-commit X/side'],
    git: 'git commit --message picked',
    ...staged,
  },
  {
    name: 'cherry-pick with a conflict, then commit',
    before: ['!git cherry-pick X/conflict', resolved],
    git: 'git commit --no-edit',
    ...atCommit,
  },
  {
    name: 'cherry-pick with a conflict, then cherry-pick --continue',
    before: ['!git cherry-pick X/conflict', resolved],
    git: 'git cherry-pick --continue',
    ...atCommit,
  },
  {
    name: 'revert of a revert',
    at,
    git: 'git revert --no-edit HEAD',
    ...late(`${RESTORE} && git revert --quit`),
  },
  {
    name: 'revert --no-commit of a revert, then commit',
    at,
    before: ['git revert --no-commit HEAD'],
    git: 'git commit --message back',
    ...staged,
  },
  {
    name: 'revert of two commits',
    at,
    git: 'git revert --no-edit HEAD~2 HEAD',
    ...late('git revert --abort', ['state sequencer']),
  },
  {
    name: 'am',
    git: 'git am ../X.mbox',
    ...am,
    states: {
      ...am.states,
      'ignored collision': {
        git: 'git refuses to overwrite the ignored file, and leaves its own state',
        touched: ['state rebase-apply'],
      },
    },
  },
  { name: 'am --3way', git: 'git am --3way ../X.mbox', ...am },
];
