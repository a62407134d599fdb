import { expect, it } from 'vitest';
import { parseOnto } from '../../src/core/rebase-onto.ts';

it.each([
  ['git rebase --onto a b', 'a'],
  ['git rebase --onto=a b', 'a'],
  ['git rebase --on a', 'a'],
  ['git rebase --onto', ''],
  ['git rebase a b', null],
  ['git rebase --only a', null],
])('%s: %s', (line, onto) => {
  expect(parseOnto(line.split(' '))).toBe(onto);
});
