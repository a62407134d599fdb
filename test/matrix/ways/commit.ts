import type { Way } from '../way.ts';
import { NO_AUTOSTASH } from './refusals.ts';

const paths = 'incoming.txt build migrations';
const staged = `git restore --source X/side --staged --worktree ${paths}`;
const added = `git restore --source X/side ${paths} && git add --intent-to-add --force ${paths}`;
const still = { refusal: 'untouched', states: NO_AUTOSTASH } as const;

export const COMMIT: readonly Way[] = [
  { name: 'commit', before: [staged], git: 'git commit --message new', ...still },
  {
    name: 'commit --no-verify',
    before: [staged],
    git: 'git commit --no-verify --message new',
    ...still,
  },
  { name: 'commit --all', before: [added], git: 'git commit --all --message new', ...still },
  {
    name: 'commit <path>',
    before: [added],
    git: 'git commit --message new -- incoming.txt migrations',
    ...still,
  },
  { name: 'commit --amend', before: [staged], git: 'git commit --amend --no-edit', ...still },
  {
    name: 'commit --amend --no-verify',
    before: [staged],
    git: 'git commit --amend --no-edit --no-verify',
    ...still,
  },
];
