import { describe, expect, it } from 'vitest';
import { commandFolder } from '../../src/commands/command-folder.ts';

const ROOT = '/home/ann/shop';

const CASES = [
  {
    why: 'what git itself says',
    typed: 'git merge x',
    prefix: 'docs/',
    parent: '/',
    is: `${ROOT}/docs`,
  },
  { why: 'at the root', typed: 'git merge x', prefix: '', parent: '/', is: ROOT },
  {
    why: 'the shell',
    typed: 'git pull . x',
    prefix: null,
    parent: `${ROOT}/docs`,
    is: `${ROOT}/docs`,
  },
  { why: 'a shell elsewhere', typed: 'git pull . x', prefix: null, parent: '/home/ann', is: ROOT },
  {
    why: 'a name that begins alike',
    typed: 'git pull',
    prefix: null,
    parent: `${ROOT}-2`,
    is: ROOT,
  },
  { why: 'no parent to be seen', typed: 'git pull', prefix: null, parent: null, is: ROOT },
  {
    why: '-C from there',
    typed: 'git -C shop merge x',
    prefix: '',
    parent: '/home/ann',
    is: '/home/ann',
  },
  {
    why: '-C twice',
    typed: 'git -C shop -C docs merge x',
    prefix: '',
    parent: '/home/ann',
    is: '/home/ann',
  },
  {
    why: '-C after -c',
    typed: 'git -c a.b=c -C shop merge x',
    prefix: '',
    parent: '/home/ann',
    is: '/home/ann',
  },
  {
    why: '-C from another place',
    typed: 'git -C shop merge x',
    prefix: '',
    parent: '/home/ben',
    is: null,
  },
  { why: '-C, and no parent', typed: 'git -C shop merge x', prefix: '', parent: null, is: null },
  {
    why: '-C of the command itself',
    typed: 'git commit -C HEAD',
    prefix: '',
    parent: '/',
    is: ROOT,
  },
  { why: '--git-dir', typed: 'git --git-dir=.git merge x', prefix: '', parent: ROOT, is: null },
];

describe('the folder to repeat a refused command in', () => {
  it.each(CASES)('$why: $typed', ({ typed, prefix, parent, is }) => {
    expect(commandFolder(typed.split(' '), { root: ROOT, prefix, parent })).toBe(is);
  });
});
