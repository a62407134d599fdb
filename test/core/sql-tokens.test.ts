import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTokens } from '../../src/core/sql-tokens.ts';
import { scannedTokens } from './real-parser.ts';

/** Tokens as `kind text`, gaps left out; `…` marks an unterminated one, `+` one that continues. */
const tokensOf = (text: string) =>
  [...parseTokens(text)]
    .filter(({ kind }) => kind !== 'space')
    .map((token) => {
      const marks = `${token.continues ? '+' : ''}${token.unterminated ? '…' : ''}`;
      return `${token.kind}${marks} ${text.slice(token.start, token.end)}`;
    });

describe('parseTokens', () => {
  test.each<[string, string[]]>([
    ['', []],
    ["'it''s;'", ["string 'it''s;'"]],
    ["'back\\' x", ["string 'back\\'", 'word x']],
    ["E'it\\'s' x", ["string E'it\\'s'", 'word x']],
    ["e'a''b\\\\' x", ["string e'a''b\\\\'", 'word x']],
    ["U&'\\0061''' x", ["string U&'\\0061'''", 'word x']],
    ['u&"d\\0061""t" x', ['identifier u&"d\\0061""t"', 'word x']],
    ['u & "a"', ['word u', 'operator &', 'identifier "a"']],
    ["au&'x'", ['word au', 'operator &', "string 'x'"]],
    ["N'x' n 'x'", ["string N'x'", 'word n', "string 'x'"]],
    ["B'1''0'", ["string B'1'", "string '0'"]],
    ["e 'a\\' b", ['word e', "string 'a\\'", 'word b']],
    ["1e'\\''", ['number 1', "string e'\\''"]],
    ['"a""b;--" c', ['identifier "a""b;--"', 'word c']],
    ['$$a;$b$ $1$$', ['dollar-string $$a;$b$ $1$$']],
    ['$a$ $b$ $a $b$ $$a$ x', ['dollar-string $a$ $b$ $a $b$ $$a$', 'word x']],
    ['$A$ $a$ $A$', ['dollar-string $A$ $a$ $A$']],
    ['$é$;$é$', ['dollar-string $é$;$é$']],
    ['a$b$ c $b$', ['word a$b$', 'word c', 'dollar-string… $b$']],
    ['$1$2 $a b', ['parameter $1', 'parameter $2', 'other $', 'word a', 'word b']],
    ['1$a$;$a$', ['number 1', 'dollar-string $a$;$a$']],
    ['a -- b;\nc', ['word a', 'line-comment -- b;', 'word c']],
    ['a -- b\rc', ['word a', 'line-comment -- b', 'word c']],
    ['/* a /* b */ ; */ c', ['block-comment /* a /* b */ ; */', 'word c']],
    ['/*/**/*/ /***/ c', ['block-comment /*/**/*/', 'block-comment /***/', 'word c']],
    ['1--2', ['number 1', 'line-comment --2']],
    ['1+--2', ['number 1', 'operator +', 'line-comment --2']],
    ['1*/**/2', ['number 1', 'operator *', 'block-comment /**/', 'number 2']],
    ['a<=-1', ['word a', 'operator <=', 'operator -', 'number 1']],
    ['a@-1', ['word a', 'operator @-', 'number 1']],
    ['a=+-+b', ['word a', 'operator =', 'operator +', 'operator -', 'operator +', 'word b']],
    ['1..10', ['number 1', 'symbol ..', 'number 10']],
    ['1.5.2', ['number 1.5', 'number .2']],
    [
      '0x1F 0b2 1_000 1__0',
      'number 0x1F|number 0|word b2|number 1_000|number 1|word __0'.split('|'),
    ],
    ['1e5 1.e-3 1e', ['number 1e5', 'number 1.e-3', 'number 1', 'word e']],
    [
      'a::b:=c[1:2]',
      'word a|symbol ::|word b|symbol :=|word c|symbol [|number 1|symbol :|number 2|symbol ]'.split(
        '|',
      ),
    ],
    ['a\u00a0b', ['word a\u00a0b']],
    ['\\i {', ['other \\', 'word i', 'other {']],
    ["'a'\n 'b' 'c'", ["string 'a'", "string+ 'b'", "string 'c'"]],
    ["E'a' -- x\n'\\'b'", ["string E'a'", 'line-comment -- x', "string+ '\\'b'"]],
    ["'a' /*\n*/ 'b'", ["string 'a'", 'block-comment /*\n*/', "string 'b'"]],
    ["'a'\n-- 'b'", ["string 'a'", "line-comment -- 'b'"]],
    ["'a'\nE'b'", ["string 'a'", "string E'b'"]],
    ["'a;", ["string… 'a;"]],
    ["E'a\\", ["string… E'a\\"]],
    ['"a;', ['identifier… "a;']],
    ['/* /* */', ['block-comment… /* /* */']],
    ['$a$ $A$', ['dollar-string… $a$ $A$']],
  ])('%j', (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });

  const size = 1_000_000;
  test.each([
    'a',
    '1',
    '1_',
    ' ',
    '+',
    '+-',
    '--\n',
    '/*',
    '/**/',
    '$',
    '$a',
    '$a$',
    '$$',
    "'",
    "''",
    "' ",
    "E'\\",
    "E'a'\n",
    "'a'\n--",
    '"',
    '(',
    ';',
    '.',
    ':',
    '\\',
    'é',
    '0x',
    '1e',
    'u&',
    'INSERT;',
  ])('takes linear time: 1 MB of %j', { timeout: 15_000 }, (piece) => {
    let end = 0;
    for (const token of parseTokens(piece.repeat(size / piece.length))) end = token.end;
    expect(end).toBeGreaterThan(size - 10);
  });
});

/** Our tokens as libpg-query counts them: byte offsets, no gaps; null where one is unterminated. */
function bytesOf(text: string): readonly (readonly [number, number])[] | null {
  const tokens = [...parseTokens(text)];
  if (tokens.some((token) => token.unterminated)) return null;
  const byte = (index: number) => Buffer.byteLength(text.slice(0, index));
  const found: [number, number][] = [];
  let gapIsBlank = false;
  for (const { kind, start, end, continues } of tokens) {
    const last = found.at(-1);
    const national = kind === 'string' && /n/i.test(text[start] ?? '');
    // libpg-query keeps comments, and no string continues over one in it.
    if (continues && gapIsBlank && last) last[1] = byte(end);
    else if (national) found.push([byte(start), byte(start + 1)], [byte(start + 1), byte(end)]);
    else if (kind !== 'space') found.push([byte(start), byte(end)]);
    gapIsBlank = kind === 'string' || (gapIsBlank && kind === 'space');
  }
  return found;
}

test('5 MB of plain statements', { timeout: 15_000 }, () => {
  const text = "INSERT INTO t VALUES (1, 'it''s', $$x$$); -- x\n".repeat(105_000);
  expect(text.length).toBeGreaterThan(5_000_000 - 100_000);
  let count = 0;
  for (const { kind } of parseTokens(text)) if (kind === 'semicolon') count += 1;
  expect(count).toBe(105_000);
});

describe('parseTokens and the lexer of PostgreSQL 18', () => {
  const pieces =
    "' '' \" $ $$ $a$ a e E u U& & \\ - -- / * /* */ 0 1 0x _ . ; : = é 😀 + @ < ( N b x a$b"
      .split(' ')
      .concat(' ', '\n', '\r', "'a'", "E'", "U&'", "'\n'", 'begin');
  const texts = fc
    .array(fc.constantFrom(...pieces), { maxLength: 16 })
    .map((list) => list.join(''));

  test('cut any text alike', () => {
    let compared = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const theirs = scannedTokens(text);
        // It gives comments as tokens, so to it a string never goes on behind one; to PostgreSQL
        // it does.
        if (theirs === null || /'\s*--[^\n\r]*[\n\r]/.test(text)) return;
        compared += 1;
        expect(bytesOf(text)).toEqual(theirs);
      }),
      { numRuns: 15_000 },
    );
    expect(compared).toBeGreaterThan(3_000);
  });

  test('lose no character', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = [...parseTokens(text)].map(({ start, end }) => text.slice(start, end));
        expect(parts.join('')).toBe(text);
        expect(parts).not.toContain('');
      }),
    );
  });
});
