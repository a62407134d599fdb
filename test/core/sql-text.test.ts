import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSql, normaliseSql } from '../../src/core/sql-text.ts';
import { isGap, parseTokens, type Token } from '../../src/core/sql-tokens.ts';
import { treeWithoutPositions } from './real-parser.ts';
import { corpora, unlessAbsent } from './sql-corpora.ts';
import { sqlScripts } from './sql-scripts.ts';

describe('decodeSql', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  test.each<[string, Uint8Array, string]>([
    ['nothing', utf8(''), ''],
    ['a BOM', utf8('\ufeffselect 1'), 'select 1'],
    ['only the first BOM', utf8('\ufeff\ufeffa'), '\ufeffa'],
    ['CRLF, in literals too', utf8("a\r\n'b\r\n'"), "a\n'b\n'"],
    ['a lone CR', utf8('a\rb\r\r\n'), 'a\rb\r\n'],
    ['any character', utf8("'é😀\u2028'"), "'é😀\u2028'"],
    ['a replacement character of its own', utf8('\ufffd'), '\ufffd'],
  ])('reads %s', (_, bytes, text) => {
    expect(decodeSql(bytes)).toEqual({ ok: true, text });
  });

  test.each<[string, Uint8Array, string]>([
    [
      'UTF-16',
      Buffer.from('\ufeffa', 'utf16le'),
      'is UTF-16, which PostgreSQL cannot read; save it as UTF-8',
    ],
    [
      'UTF-16, big end first',
      Uint8Array.of(0xfe, 0xff, 0, 97),
      'is UTF-16, which PostgreSQL cannot read; save it as UTF-8',
    ],
    [
      'UTF-16 without a BOM',
      Buffer.from('a', 'utf16le'),
      'has a NUL byte in line 1 (is it UTF-16?); save it as UTF-8 text',
    ],
    ['NUL', utf8('a\nb\0'), 'has a NUL byte in line 2 (is it UTF-16?); save it as UTF-8 text'],
    [
      'Latin-1',
      Buffer.from('é\n\nnaïve\n', 'latin1').subarray(1),
      'is not valid UTF-8 in line 3; save it as UTF-8',
    ],
    [
      'a cut character',
      utf8('a\né').subarray(0, 3),
      'is not valid UTF-8 in line 2; save it as UTF-8',
    ],
    [
      'a surrogate',
      Uint8Array.of(0xed, 0xa0, 0x80),
      'is not valid UTF-8 in line 1; save it as UTF-8',
    ],
  ])('refuses %s', (_, bytes, problem) => {
    expect(decodeSql(bytes)).toEqual({ ok: false, problem });
  });
});

describe('normaliseSql', () => {
  test.each([
    ['a=b', ' a /* x */ =\n\tb -- y'],
    ['a;b', 'a ;\n\n b'],
    ["'a'\n'b'", "'a' -- x\n  \n 'b'"],
    ["'a' 'b'", "'a' /*\n*/ 'b'"],
    ['f(a,b)', 'f ( a , b )'],
    ['-- migration-gate: no-transaction\na', '-- more\n--migration-gate:no-transaction\n\na'],
    ['a', 'a -- migration-gate: no-transaction'],
    ["E'a\\'--'", "E'a\\'--' /**/"],
  ])('%j and %j differ cosmetically', (one, other) => {
    expect(normaliseSql(one)).toBe(normaliseSql(other));
  });

  test.each([
    ["'a b'", "'a  b'"],
    ["'a'\n'b'", "'a' 'b'"],
    ["'a'\n'b'", "'a''b'"],
    ["'a'\n'b'", "'ab'"],
    ['a b', 'ab'],
    ['1 a', '1a'],
    ['$1 a', '$1a'],
    ['a::b', 'a: :b'],
    ['a - -b', 'a--b'],
    ['a / *', 'a/*'],
    ["e'a'", "e 'a'"],
    ["n'a'", "n 'a'"],
    ["U&'a'", "U & 'a'"],
    ['$a$x$a$', '$a$ x$a$'],
    ['$$--$$', '$$$$'],
    ['"a b"', '"a  b"'],
    ['select', 'SELECT'],
    ['a', '-- migration-gate: no-transaction\na'],
    ["'a--b\n'", "'a\n'"],
    ['a;', 'a'],
  ])('%j and %j do not', (one, other) => {
    expect(normaliseSql(one)).not.toBe(normaliseSql(other));
  });

  test('is SQL with the same parse tree, and its own normal form', () => {
    fc.assert(fc.property(sqlScripts, expectSameMeaning));
  });

  test.skipIf(corpora.length === 0)(`the same for every corpus file${unlessAbsent}`, () => {
    for (const { text } of corpora) expectSameMeaning(text);
  });

  function expectSameMeaning(text: string): void {
    const normal = normaliseSql(text);
    expect(treeWithoutPositions(normal)).toBe(treeWithoutPositions(text));
    expect(normaliseSql(normal)).toBe(normal);
  }
});

/** Small enough that hundreds of runs take a second. */
const sources = [
  ...corpora.filter(({ text }) => text.length < 5_000).map(({ text }) => text),
  ...fc.sample(sqlScripts, { numRuns: 50, seed: 1 }),
].filter((text) => tokensOf(text).length > 0);

describe(`normaliseSql under mutation${unlessAbsent}`, () => {
  test('does not change when gaps do', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.infiniteStream(fc.nat()), (text, stream) => {
        const changed = withOtherGaps(text, () => stream.next().value ?? 0);
        expect(normaliseSql(changed)).toBe(normaliseSql(text));
      }),
      { numRuns: 300 },
    );
  });

  test('changes when any character of any token does', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.nat(), fc.nat(), (text, which, where) => {
        const { start, end } = pick(tokensOf(text), which);
        const at = start + (where % (end - start));
        const other = text[at] === 'x' ? 'y' : 'x';
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        expect(normaliseSql(changed)).not.toBe(normaliseSql(text));
      }),
      { numRuns: 300 },
    );
  });

  test('changes when a token goes, or comes twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.nat(), fc.boolean(), (text, which, twice) => {
        const { start, end } = pick(tokensOf(text), which);
        const source = text.slice(start, end);
        const changed =
          text.slice(0, start) + (twice ? `${source} ${source}` : '') + text.slice(end);
        expect(normaliseSql(changed)).not.toBe(normaliseSql(text));
      }),
      { numRuns: 300 },
    );
  });
});

function tokensOf(text: string): readonly Token[] {
  return [...parseTokens(text)].filter((token) => !isGap(token));
}

function pick<T>(list: readonly T[], which: number): T {
  const found = list[which % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

/** The same tokens with other comments and white space between them, wherever that is cosmetic. */
function withOtherGaps(text: string, next: () => number): string {
  const tokens = tokensOf(text);
  const parts = tokens.map((token, index) => {
    const before = tokens[index - 1];
    const source = text.slice(token.start, token.end);
    return before ? pick(gapsBetween(text, before, token), next()) + source : source;
  });
  return `/* a; */ ${parts.join('')}\n-- b; 'c`;
}

function gapsBetween(text: string, before: Token, token: Token): readonly string[] {
  if (token.continues) return ['\n', ' -- x;\n', '\n\n\t', "\n-- 'x'\n"];
  const strings = before.kind === 'string' && token.kind === 'string';
  if (strings) return [' ', '/* x */', '\t'];
  const gaps = [' ', '\n', '/* ; */', '-- x;\n', ' \n', "/*'*/-- '\n"];
  const touched = before.end === token.start;
  const mayTouch = touched || /^[(),;]$/.test(text.slice(token.start, token.end));
  const apart = before.kind === 'operator' ? gaps.map((gap) => ` ${gap}`) : gaps; // no `---`
  return mayTouch ? ['', ...apart] : apart;
}
