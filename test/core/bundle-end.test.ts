import { expect, it } from 'vitest';
import type { Bundle } from '../../src/core/bundle.ts';
import { renderEnd } from '../../src/core/render-bundle-end.ts';

it('a bundle says of one migration that it is one', () => {
  const said = (count: number): string | undefined => {
    const expected = Array.from({ length: count }, () => ({}));
    const bundle = { id: 'a', nonce: 'b', target: 'production', expected };
    return renderEnd(bundle as unknown as Bundle).find((line) => /receipt, for/.test(line));
  };
  expect(said(1)).toBe(
    "\\echo 'The one migration is on production. The receipt, for verify --receipt:'",
  );
  expect(said(2)).toContain("'All 2 migrations are on production.");
});
