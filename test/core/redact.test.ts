import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/core/redact.ts';

const TOKEN = `dop_v1_${'0123456789abcdef'.repeat(4)}`;

describe('a given secret', () => {
  it.each([
    ['plain', 'say s3cr#t/x!', 'say ***'],
    ['percent-encoded', 'say s3cr%23t%2Fx!', 'say ***'],
    ['percent-encoded in lower case', 'say s3cr%23t%2fx!', 'say ***'],
    ['percent-encoded strictly', 'say s3cr%23t%2Fx%21', 'say ***'],
    ['in base64', `say ${btoa('s3cr#t/x!')}`, 'say ***'],
    ['twice', 's3cr#t/x!s3cr#t/x!', '***'.repeat(2)],
  ])('%s', (_, text, expected) => {
    expect(redact(text, ['s3cr#t/x!'])).toBe(expected);
  });

  it('escaped for JSON, once and twice', () => {
    const secret = 'a"b\\c\td';
    const once = JSON.stringify({ secret });
    const twice = JSON.stringify({ once });
    expect(redact(once, [secret])).toBe('{"secret":"***"}');
    expect(redact(twice, [secret])).toBe('{"once":"{\\"secret\\":\\"***\\"}"}');
  });

  it('quoted for SQL and the shell', () => {
    expect(redact("'it''s me'", ["it's me"])).toBe("'***'");
    expect(redact("'it'\\''s me'", ["it's me"])).toBe("'***'");
  });

  it('that holds another one, or overlaps it', () => {
    expect(redact('abcdefgh', ['cdef', 'abcdefgh'])).toBe('***');
    expect(redact('1 abcdefg 2', ['abcd', 'defg'])).toBe('1 *** 2');
    expect(redact('aXYaXYa', ['aXYa'])).toBe('***');
  });

  it('that is short: only where it stands as a value', () => {
    expect(redact("a password=a 'a' u:a@h PGPASSWORD: a, banana", ['a'])).toBe(
      "*** password=*** '***' u:***@h PGPASSWORD: ***, banana",
    );
    expect(redact('db/app applied', ['app'])).toBe('db/app applied');
  });

  it('that is empty: nothing happens', () => {
    expect(redact('text', [''])).toBe('text');
  });
});

describe('a secret by its shape', () => {
  it.each([
    ['postgres://ann:pw@db/app', 'postgres://***@db/app'],
    ['postgresql://ann:p@w/#x@db/app!', 'postgresql://***@db/app!'],
    ['POSTGRES://ann:pw@db', 'POSTGRES://***@db'],
    ['postgres://db/app', 'postgres://db/app'],
    ['{"u":"postgres://a:b@c/d","m":"x@y"}', '{"u":"postgres://***@c/d","m":"x@y"}'],
    ['https://x:ghp_1@github.com/a@b', 'https://***@github.com/a@b'],
    ['ssh://git@github.com/a', 'ssh://git@github.com/a'],
    [`token ${TOKEN}.`, 'token ***.'],
    ['pw AVNS_abc-DEF_1.', 'pw ***.'],
  ])('%s', (text, expected) => {
    expect(redact(text, [])).toBe(expected);
  });
});

/** Any text but one with a star in it: `***` itself could bring that back. */
const secretText = fc
  .oneof(
    fc.string({ minLength: 4, unit: 'binary' }),
    fc.string({ minLength: 4, unit: 'grapheme' }),
    fc.string({
      minLength: 4,
      maxLength: 8,
      unit: fc.constantFrom('a', 'b', '%', '#', '"', '\\', "'"),
    }),
  )
  .filter((secret) => secret.length >= 4 && !secret.includes('*'));

const FORMS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => encodeURIComponent(secret),
  (secret) => new URLSearchParams({ x: secret }).toString().slice(2).replaceAll('*', '%2A'),
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(secret).toString('base64url'),
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
];

it('property: no form of a secret survives', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(secretText, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), fc.nat(FORMS.length - 1), fc.string())),
      (secrets, parts) => {
        const written = parts.map(([index, form, between]) => {
          const secret = secrets[index % secrets.length] ?? '';
          return [(FORMS[form] ?? String)(secret), between] as const;
        });
        const out = redact(written.flat().join(''), secrets);
        for (const secret of secrets) expect(out).not.toContain(secret);
        for (const [form] of written) expect(out).not.toContain(form);
      },
    ),
    { numRuns: 500 },
  );
});
