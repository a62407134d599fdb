import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCommand, renderCommandIn } from '../../src/core/render-command.ts';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...`'"\\$\`!#*?~%{}[]()<>|&;= \t\n\r\x1b\x07\x7f\u009b\u202e-ä😀0`),
  }),
);
const words = fc.array(
  word.map((text) => text.replaceAll('\0', '')),
  { minLength: 1, maxLength: 5 },
);

describe('a command line as it is printed', () => {
  it('is read by sh as the same words, and holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 40, maxLength: 40 }), (lines) => {
        const rendered = lines.map(renderCommand);
        // One shell for many lines: each is printed back with its words ended by zeros.
        const script = rendered.map((line) => `show ${line}`).join('\n');
        const show = `show() { printf '%s\\0' "$@"; printf 'end\\0'; }\n`;
        const { stdout } = spawnSync('sh', ['-s'], { input: show + script });
        expect(stdout.toString()).toBe(
          lines.map((line) => [...line, 'end', ''].join('\0')).join(''),
        );
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
        expect(rendered.join('')).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/);
      }),
      { numRuns: 25 },
    );
  });

  it('goes to the folder first', () => {
    expect(renderCommandIn('/a b/-c', ['git', 'merge', 'x'])).toBe(
      "cd -- '/a b/-c' && git merge x",
    );
    expect(renderCommand(['git', 'commit', '-m', ''])).toBe("git commit -m ''");
    expect(renderCommand(['\x1b[1m x'])).toBe(`"$(printf '\\033')"'[1m x'`);
  });
});
