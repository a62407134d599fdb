import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches } from '../../src/core/glob.ts';
import { protectPattern } from '../../src/core/protect-pattern.ts';
import { shellQuote } from '../../src/core/shell-quote.ts';

/** What sh prints; LC_ALL=C as the hooks may meet it: letters are bytes then. */
const sh = (script: string): string =>
  execFileSync('sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });

const word = fc.oneof(
  fc.string(),
  // ESC, DEL, a C1 control, and characters that turn or hide the text around them.
  fc.string({ unit: fc.constantFrom(..."a1'\\!\n\r\x1b\x7f\x9b\u200b\u202e\ufeff") }),
  fc.string({ unit: fc.constantFrom(...'\'"\\$`!*?~#&|;<>(){}[] \n\t=é-'.split('')) }),
);

describe('shellQuote', () => {
  it.each([
    ['feature/x-1.2', 'feature/x-1.2'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", `'it'\\''s'`],
    ['~', "'~'"],
  ])('%s: %s', (given, quoted) => {
    expect(shellQuote(given)).toBe(quoted);
  });

  it('is one word of sh, and the same word', () => {
    fc.assert(
      fc.property(
        fc.array(
          word.filter((one) => !one.includes('\0')),
          { minLength: 1, maxLength: 20 },
        ),
        (words) => {
          // A lone surrogate cannot be passed to any program.
          const given = words.map((one) => Buffer.from(one).toString());
          const out = sh(`printf '%s\\0' ${given.map(shellQuote).join(' ')}`);
          expect(out.split('\0').slice(0, -1)).toEqual(given);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('protectPattern', () => {
  it.each([
    ['main', 'main'],
    ['release/*', 'release/*'],
    ['release/**', 'release/*'],
    ['**/main', '*main'],
    ['v?.x', 'v*.x'],
    ['größe', 'gr*e'],
    ['a)b;c$(d)', 'a*b*c*d*'],
  ])('%s: %s', (glob, pattern) => {
    expect(protectPattern(glob)).toBe(pattern);
  });

  it('matches in sh whatever the glob matches', () => {
    const part = fc.constantFrom(
      '**/',
      '**',
      '*',
      '?',
      '/',
      'a',
      'b',
      'ü',
      '[',
      ']',
      '!',
      '.',
      '-',
    );
    const glob = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    const branch = fc
      .array(fc.constantFrom('a', 'b', '/', 'ü', '[', ']', '.'), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(''));
    const matching = fc.tuple(glob, branch).filter(([one, name]) => globMatches(one, name));
    fc.assert(
      fc.property(fc.array(matching, { minLength: 1, maxLength: 30 }), (list) => {
        const lines = list.map(
          ([one, name]) =>
            `pattern=${shellQuote(protectPattern(one))}; case ${shellQuote(name)} in $pattern) ;; ` +
            `*) printf '%s\\n' ${shellQuote(`${one} ${name}`)} ;; esac`,
        );
        expect(sh(lines.join('\n'))).toBe('');
      }),
      { numRuns: 30 },
    );
  });
});
