import { describe, expect, it } from 'vitest';
import { protectedTargets, protectGlobMatches } from '../../src/core/protect.ts';

describe('protectGlobMatches', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'mainx', false],
    ['main', 'x/main', false],
    ['Main', 'main', false],
    ['release/*', 'release/1', true],
    ['release/*', 'release/1/hot', false],
    ['release/**', 'release/1/hot', true],
    ['release/**', 'release', false],
    ['**', 'any/thing', true],
    ['*', 'any/thing', false],
    ['v?.x', 'v1.x', true],
    ['v?.x', 'v12.x', false],
    ['a?b', 'a/b', false],
    ['a.b', 'axb', false],
    ['a+(b)|^$', 'a+(b)|^$', true],
  ])('%s on %s: %s', (glob, branch, expected) => {
    expect(protectGlobMatches(glob, branch)).toBe(expected);
  });
});

describe('protectedTargets', () => {
  const protect = {
    main: ['local', 'production'],
    'm*': ['eu', 'local'],
    'release/*': 'all',
  } as const;
  it.each([
    ['main', ['local', 'production', 'eu']],
    ['mine', ['eu', 'local']],
    ['release/1', 'all'],
    ['feature', null],
  ])('%s -> %j', (branch, expected) => {
    expect(protectedTargets(protect, branch)).toEqual(expected);
  });

  it('is all as soon as one glob says so', () => {
    expect(protectedTargets({ main: ['local'], '*': 'all' }, 'main')).toBe('all');
  });
});
