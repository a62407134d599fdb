import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dollarQuote } from '../../src/core/psql-words.ts';
import { parseTokens } from '../../src/core/sql-tokens.ts';

describe('dollarQuote', () => {
  it('is one token, whatever the text', () => {
    const pieces = fc.constantFrom('$', 'mg', '$mg$', '$mg1$', '1', '$$', 'a', '\n', "'");
    fc.assert(
      fc.property(fc.array(pieces), (all) => {
        const quoted = dollarQuote(all.join(''));
        const [token, ...more] = [...parseTokens(quoted)];
        expect(more).toEqual([]);
        expect(token).toMatchObject({ kind: 'dollar-string', unterminated: false });
      }),
    );
  });
});
