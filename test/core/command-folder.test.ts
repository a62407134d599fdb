import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandFolder, resolvePath, worksInside } from '../../src/core/command-folder.ts';

const ROOT = '/home/ann/shop';
const DOCS = `${ROOT}/docs`;

const CASES = [
  { why: 'what git itself says', typed: 'git merge x', prefix: 'docs/', started: ['/'], is: DOCS },
  { why: 'at the root', typed: 'git merge x', prefix: '', started: ['/'], is: ROOT },
  { why: 'an alias, where git stays', typed: 'git m x', landed: DOCS, started: [DOCS], is: DOCS },
  { why: '$PWD, behind a parent elsewhere', typed: 'git push', started: ['/', ROOT], is: ROOT },
  { why: 'started elsewhere, and not told', typed: 'git push', started: ['/', DOCS], is: null },
  { why: 'nothing to be seen', typed: 'git push', started: [], is: null },
  { why: '-C', typed: 'git -C shop merge x', prefix: '', started: ['/home/ann'], is: '/home/ann' },
  {
    why: '-C twice',
    typed: 'git -C shop -C docs merge x',
    prefix: 'docs/',
    started: ['/home/ann'],
    is: '/home/ann',
  },
  {
    why: '-C after -c',
    typed: 'git -c a.b=c -C docs/.. merge x',
    prefix: '',
    started: [ROOT],
    is: ROOT,
  },
  { why: '-C, from somewhere else', typed: 'git -C shop merge x', prefix: '', started: ['/home'] },
  { why: '-C that leads below', typed: 'git -C docs merge x', prefix: '', started: [ROOT] },
  { why: '-C of the command', typed: 'git commit -C HEAD', prefix: '', started: ['/'], is: ROOT },
  { why: '--git-dir', typed: 'git --git-dir=.git merge x', prefix: '', started: [ROOT] },
  { why: '--work-tree', typed: 'git --work-tree . merge x', prefix: '', started: [ROOT] },
];

describe('the folder to repeat a refused command in', () => {
  it.each(CASES)('$why: $typed', ({ typed, landed = ROOT, prefix = null, started, is = null }) => {
    expect(commandFolder(typed.split(' '), { landed, prefix, started })).toBe(is);
  });

  it('resolves as POSIX does', () => {
    const path = fc
      .array(fc.constantFrom('..', '.', 'a', 'b c', '', '...'), { maxLength: 6 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(path, { maxLength: 4 }), (paths) => {
        expect(resolvePath('/x/y', ...paths)).toBe(posix.resolve('/x/y', ...paths));
      }),
    );
  });
});

describe('whether a command works at the root or below', () => {
  it.each([
    ['git merge x', ROOT, true],
    ['git merge x', DOCS, true],
    ['git -C shop merge x', '/home/ann', true],
    ['git merge x', '/home/ann', false],
    ['git merge x', `${ROOT}-2`, false],
    ['git -C .. merge x', ROOT, false],
    ['git --git-dir=x merge x', ROOT, false],
  ])('%s in %s: %s', (typed, folder, expected) => {
    expect(worksInside(ROOT, typed.split(' '), folder)).toBe(expected);
    expect(worksInside('/', ['git', 'merge'], folder)).toBe(true);
  });
});
