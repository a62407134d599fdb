import { describe, expect, it } from 'vitest';
import { globMatches } from '../../src/core/glob.ts';
import { parseMergeStrategy } from '../../src/core/merge-command.ts';
import { hasPair, withoutPairs } from '../../src/core/pairs.ts';
import { placeInText } from '../../src/core/place-in-text.ts';
import { visible } from '../../src/core/visible.ts';
import { pair } from './builders.ts';

describe('globMatches', () => {
  it.each([
    ['*.sql', 'a.sql', true],
    ['*.sql', 'sub/a.sql', false],
    ['**/*.sql', 'a.sql', true],
    ['**/*.sql', 'x/y/a.sql', true],
    ['old/**', 'old/x/a.sql', true],
    ['old/**', 'older/a.sql', false],
    ['?.sql', '😀.sql', true],
    ['{a,b}.sql', 'a.sql', false],
    ['[ab].sql', '[ab].sql', true],
    ['a.sql', 'a.sql\n', false],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(globMatches(glob, path)).toBe(expected);
  });
});

describe('parseMergeStrategy', () => {
  it.each([
    ['git merge feature', 'plain'],
    ['git merge --no-ff -m message feature', 'plain'],
    ['git merge --squash feature', 'plain'],
    ['git pull origin main', 'plain'],
    ['git merge -- -s', 'plain'],
    ['git merge -s ours feature', 'other'],
    ['git merge -sours feature', 'other'],
    ['git merge -Xtheirs feature', 'other'],
    ['git merge -qs ours feature', 'other'],
    ['git merge --strategy=ours feature', 'other'],
    ['git merge --strat ours feature', 'other'],
    ['git merge --strategy-option theirs feature', 'other'],
    ['git merge --no-commit feature', 'other'],
    ['git merge --no-co feature', 'other'],
    ['git merge --allow-unrelated-histories feature', 'other'],
    ['git pull --allow-u feature', 'other'],
  ])('%s: %s', (line, expected) => {
    expect(parseMergeStrategy(line.split(' '))).toBe(expected);
  });
});

describe('pairs', () => {
  const all = [pair('a', 'x'), pair('a', 'y'), pair('b', 'x')];

  it('are the same only by name and content', () => {
    expect(withoutPairs(all, [pair('a', 'x')], [pair('b', 'y')])).toEqual(all.slice(1));
    expect(hasPair(all, pair('b', 'x'))).toBe(true);
    expect(hasPair(all, pair('b', 'y'))).toBe(false);
  });
});

describe('placeInText', () => {
  it('names line and column, where the server gave a position', () => {
    expect(placeInText('m/1_a.sql', 'SELECT 1;\nSELEKT 2;', 11)).toBe('m/1_a.sql:2:1');
    expect(placeInText('m/1_a.sql', 'SELECT 1;', null)).toBe('m/1_a.sql');
  });
});

describe('visible', () => {
  it.each([
    ['\x1b[31mred\x07', '\\x1b[31mred\\x07'],
    ['a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
    ['\x9b2J\x7f', '\\u009b2J\\u007f'],
    ['caf\udce9', 'caf\\xe9'],
    ['a\u200bb\u{E0061}\ud800', 'a\\u200bb\\udb40\\udc61\\ud800'],
    ['\u202Egpj', '\\u202egpj'],
    ['größe 😀 \uFFFD', 'größe 😀 \uFFFD'],
  ])('%j: %s', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });
});
