import type { Way } from '../way.ts';
import {
  DISCARDS,
  DISCARDS_STAGED,
  NO_AUTOSTASH,
  NO_OVERLAP,
  RESTORE,
  restoredBy,
  unstages,
} from './refusals.ts';

const restored = restoredBy(RESTORE);
const moved = {
  ...restored,
  states: { ...restored.states, ...NO_OVERLAP, ...NO_AUTOSTASH },
};
const forced = { ...restored, states: { ...restored.states, ...DISCARDS, ...NO_AUTOSTASH } };
const into = 'release/1';

export const CHECKOUT: readonly Way[] = [
  { name: 'reset --hard', git: 'git reset --hard X/ff', ...forced },
  {
    name: 'reset --keep',
    git: 'git reset --keep X/ff',
    ...moved,
    states: { ...unstages(RESTORE), ...moved.states },
  },
  {
    name: 'reset --merge',
    git: 'git reset --merge X/ff',
    ...restored,
    states: { ...restored.states, ...DISCARDS_STAGED, ...NO_AUTOSTASH },
  },
  {
    name: 'reset',
    git: 'git reset X/ff',
    refusal: { command: 'git reset' },
    states: { ...unstages('git reset'), ...NO_AUTOSTASH },
  },
  {
    name: 'reset --soft',
    git: 'git reset --soft X/ff',
    refusal: 'untouched',
    states: NO_AUTOSTASH,
  },
  { name: 'checkout -B', git: 'git checkout -B main X/ff', ...moved },
  {
    name: 'checkout -B, from another branch',
    from: 'elsewhere',
    git: 'git checkout -B main X/ff',
    ...moved,
  },
  {
    name: 'checkout -B, from a detached HEAD',
    from: '--detach',
    git: 'git checkout -B main X/ff',
    ...moved,
  },
  { name: 'checkout -f -B', git: 'git checkout -f -B main X/ff', ...forced },
  { name: 'checkout -m -B', git: 'git checkout -m -B main X/ff', ...moved },
  {
    name: 'checkout -b of a new protected branch',
    into,
    git: 'git checkout -b release/1 X/ff',
    none: 'git checkout -b release/1 main',
    ...moved,
  },
  { name: 'switch -C', git: 'git switch -C main X/ff', ...moved },
  {
    name: 'switch -C, from another branch',
    from: 'elsewhere',
    git: 'git switch -C main X/ff',
    ...moved,
  },
  {
    name: 'switch --discard-changes -C',
    git: 'git switch --discard-changes -C main X/ff',
    ...forced,
  },
  {
    name: 'switch -c of a new protected branch',
    into,
    git: 'git switch -c release/1 X/ff',
    none: 'git switch -c release/1 main',
    ...moved,
  },
  {
    name: 'stash branch',
    into,
    git: 'git stash branch release/1 "$(git rev-parse refs/stashes/X/wip)"',
    none: 'git stash branch release/1 "$(git rev-parse refs/stashes/none/wip)"',
    ...moved,
  },
];
