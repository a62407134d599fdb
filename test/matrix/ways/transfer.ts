import type { Way } from '../way.ts';
import { NO_AUTOSTASH } from './refusals.ts';

const from = 'elsewhere';
const still = { refusal: 'untouched', states: NO_AUTOSTASH } as const;

export const TRANSFER: readonly Way[] = [
  { name: 'fetch into main, from a remote', from, git: 'git fetch fork X/ff:main', ...still },
  { name: 'fetch into main, from .', from, git: 'git fetch . X/ff:main', ...still },
  {
    name: 'fetch into main, from a bundle',
    from,
    git: 'git fetch ../X.bundle X/ff:main',
    ...still,
  },
  {
    name: 'fetch --force into main, not a fast-forward',
    from,
    git: 'git fetch fork +X/side:main',
    ...still,
  },
  {
    name: 'fetch --update-head-ok into the branch checked out',
    git: 'git fetch --update-head-ok . X/ff:main',
    ...still,
  },
  {
    name: 'fetch --atomic, of several branches',
    from,
    git: 'git fetch --atomic fork X/ff:main other:copy',
    ...still,
  },
  { name: 'push to .', from, git: 'git push . X/ff:main', ...still },
  { name: 'push --no-verify to .', from, git: 'git push --no-verify . X/ff:main', ...still },
  { name: 'push --force to .', from, git: 'git push . +X/side:main', ...still },
];
