import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeName, isUtf8, parseQuotedPath } from '../../src/core/decode-name.ts';
import { shellQuote } from '../../src/core/shell-quote.ts';
import { visible, visibleLines } from '../../src/core/visible.ts';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Any code units, also halves of pairs, and often what is not seen. */
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ...'a\'"\\\n\r\t\0\x1b\x7f\x9b\u00ad\u061c\u200b\u202e\u2028\ufeff\u{e0061}😀\ud800\udce9'.split(
        '',
      ),
    ),
  }),
);

describe('whatever the text', () => {
  it('visible shows all of it on one line, once', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(UNSEEN);
        expect(visible(shown)).toBe(shown);
        expect(visibleLines(text).split('\n')).toEqual(text.split('\n').map(visible));
      }),
    );
  });

  it('visibleLines leaves JSON the JSON that it was', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const json = visibleLines(JSON.stringify({ [text]: [text] }, null, 2));
        expect(JSON.parse(json)).toEqual({ [text]: [text] });
        expect(json.replaceAll('\n', '')).not.toMatch(UNSEEN);
      }),
    );
  });

  it('a quoted word shows all that it does', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const quoted = shellQuote(text.replace(/\n+$/, ''));
        expect(visible(quoted)).toBe(quoted);
      }),
    );
  });
});

describe('a name that git gives as bytes', () => {
  it('is never the name of other bytes, and UTF-8 where it can be', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' })), (given) => {
        const bytes = Buffer.from(given as string);
        const name = decodeName(bytes.toString('latin1'));
        const back = Array.from(name, (char) =>
          /[\udc80-\udcff]/u.test(char)
            ? Buffer.from([char.charCodeAt(0) - 0xdc00])
            : Buffer.from(char),
        );
        expect(Buffer.concat(back).equals(bytes)).toBe(true);
        const text = bytes.toString();
        if (Buffer.from(text).equals(bytes)) expect(name).toBe(text);
        else expect(isUtf8(name)).toBe(false);
      }),
    );
  });

  it.each([
    ['migrations/001_a.sql', 'migrations/001_a.sql'],
    ['"a\\"b\\\\c\\t\\n\\r\\033\\177"', 'a"b\\c\t\n\r\x1b\x7f'],
    ['"caf\\303\\251 caf\\351"', 'café caf\udce9'],
    ['"\\357\\273\\277bom"', '\ufeffbom'],
  ])('%s', (printed, name) => {
    expect(parseQuotedPath(printed)).toBe(name);
  });
});
