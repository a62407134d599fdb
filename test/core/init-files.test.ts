import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENV_EXAMPLE, withLines, withPrepare } from '../../src/core/init-files.ts';

describe('withLines', () => {
  it.each([
    [null, '.env\n'],
    ['', '.env\n'],
    ['node_modules', 'node_modules\n.env\n'],
    ['node_modules\n', 'node_modules\n.env\n'],
    ['.env\n', '.env\n'],
    ['a\r\n .env \r\nb', 'a\r\n .env \r\nb'],
    ['.env.example\n', '.env.example\n.env\n'],
  ])('%j: %j', (text, expected) => {
    expect(withLines(text, ['.env'])).toBe(expected);
  });

  it('adds only what is lacking, and nothing the second time', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), (text) => {
        const once = withLines(text, ENV_EXAMPLE);
        expect(withLines(once, ENV_EXAMPLE)).toBe(once);
        expect(once.startsWith(text ?? '')).toBe(true);
      }),
    );
  });

  it('shows placeholders only', () => {
    expect(ENV_EXAMPLE.join('\n')).not.toMatch(/:(?!password@|\/\/|5432|\s)\S*@/);
  });
});

describe('withPrepare', () => {
  const prepareOf = (text: string): unknown => JSON.parse(withPrepare(text) ?? '').scripts.prepare;

  it('adds the entry, behind what is there, once', () => {
    expect(prepareOf('{}')).toBe('migration-gate init --hooks');
    expect(prepareOf('{"scripts":{"prepare":""}}')).toBe('migration-gate init --hooks');
    const husky = '{"scripts":{"prepare":"husky","test":"t"}}';
    expect(prepareOf(husky)).toBe('husky && migration-gate init --hooks');
    expect(withPrepare(withPrepare(husky) ?? '')).toBeNull();
  });

  it.each(['\t', '    ', '  '])(
    'keeps the indentation %j, the order and the last newline',
    (tab) => {
      const text = `{\n${tab}"name": "x",\n${tab}"version": "1"\n}`;
      for (const end of ['', '\n']) {
        expect(withPrepare(text + end)).toBe(
          `{\n${tab}"name": "x",\n${tab}"version": "1",\n${tab}"scripts": {\n` +
            `${tab}${tab}"prepare": "migration-gate init --hooks"\n${tab}}\n}${end}`,
        );
      }
    },
  );

  it.each(['', '[]', 'null', '{', '1'])('leaves %j alone', (text) => {
    expect(withPrepare(text)).toBeNull();
  });
});
