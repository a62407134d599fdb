import type { Way } from '../way.ts';
import { NO_AUTOSTASH } from './refusals.ts';

const from = 'elsewhere';
const still = { refusal: 'untouched', states: NO_AUTOSTASH } as const;

export const REFS: readonly Way[] = [
  { name: 'branch -f', from, git: 'git branch -f main X/ff', ...still },
  {
    name: 'branch, of a new protected one',
    into: 'release/1',
    git: 'git branch release/1 X/ff',
    none: 'git branch release/1 main',
    ...still,
  },
  { name: 'update-ref', git: 'git update-ref refs/heads/main X/ff', ...still },
  { name: 'update-ref HEAD', git: 'git update-ref HEAD X/ff', ...still },
  {
    name: 'update-ref --stdin',
    git: 'git update-ref --stdin',
    stdin: 'update refs/heads/main X/ff\n',
    ...still,
  },
  { name: 'worktree add -B', from, git: 'git worktree add -B main ../added X/ff', ...still },
  {
    name: 'fast-import',
    git: 'git fast-import --quiet',
    stdin: 'reset refs/heads/main\nfrom refs/heads/X/ff^0\n\n',
    refusal: {
      done: ['state fast_import_crash_N'],
      note: 'git writes a crash report into the git dir',
    },
    states: NO_AUTOSTASH,
  },
];
