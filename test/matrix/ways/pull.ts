import type { Way } from '../way.ts';
import { unstagedAfter, WANTS_CLEAN } from './refusals.ts';

const early = { refusal: 'untouched' } as const;
const rebase = {
  refusal: 'untouched',
  states: { ...WANTS_CLEAN, autostash: { command: 'git rebase --abort' } },
} as const;
const merge = 'git pull --no-rebase --no-edit';
const url = '"file://ROOT/fork.git"';

/** From anything but the branch's own upstream; from that, see never.ts. */
export const PULL: readonly Way[] = [
  { name: 'pull --ff-only, from .', git: 'git pull --ff-only . X/ff', ...early },
  { name: 'pull, from .', git: `${merge} . X/side`, ...early },
  { name: 'pull --rebase, from .', git: 'git pull --rebase . X/side', ...rebase },
  {
    name: 'pull --rebase, from ., fast-forward',
    git: 'git pull --rebase . X/ff',
    refusal: 'untouched',
    states: WANTS_CLEAN,
  },
  { name: 'pull, from another remote', git: `${merge} fork X/side`, ...early },
  { name: 'pull --rebase, from another remote', git: 'git pull --rebase fork X/side', ...rebase },
  { name: 'pull --ff-only, from a path', git: 'git pull --ff-only ../fork.git X/ff', ...early },
  { name: 'pull, from a path', git: `${merge} ../fork.git X/side`, ...early },
  { name: 'pull, from a URL', git: `${merge} ${url} X/side`, ...early },
  { name: 'pull --rebase, from a URL', git: `git pull --rebase ${url} X/side`, ...rebase },
  {
    name: 'pull --squash, then commit',
    git: 'git pull --no-rebase --squash . X/side && git commit --message squashed',
    ...early,
  },
  { name: 'pull --autostash', git: `${merge} --autostash . X/side`, ...early },
  {
    name: 'pull --rebase --autostash',
    git: 'git pull --rebase --autostash . X/side',
    refusal: 'untouched',
    states: unstagedAfter('git rebase --abort'),
  },
];
