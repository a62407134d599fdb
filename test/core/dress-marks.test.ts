import { describe, expect, it } from 'vitest';
import { dressMarks, isAsciiLocale } from '../../src/core/dress-marks.ts';

const SUMMARY = [
  'Local migrations:  ✓',
  'Production access: ⚠️',
  'EU access:         –',
  '',
  '⚠️  LOCAL OK - Production deployment pending (firewall/access issue)',
  '✗ BLOCKED - 2 migrations not deployed to production',
  '  ✓ index public.users_email',
  '  migration-gate adopt --reason "…"',
  '',
].join('\n');

describe('marks', () => {
  it('are left alone where nothing is asked for', () => {
    expect(dressMarks(SUMMARY, { unicode: true, colour: false })).toBe(SUMMARY);
  });

  it('are ASCII where the locale is C', () => {
    const text = dressMarks(SUMMARY, { unicode: false, colour: false });

    expect(text).toMatchInlineSnapshot(`
      "Local migrations:  +
      Production access: !
      EU access:         -

      !  LOCAL OK - Production deployment pending (firewall/access issue)
      x BLOCKED - 2 migrations not deployed to production
        + index public.users_email
        migration-gate adopt --reason "..."
      "
    `);
    expect(text).toMatch(/^[ -~\n]*$/);
  });

  it('are coloured on a terminal, with the verdict', () => {
    const text = dressMarks(SUMMARY, { unicode: true, colour: true });

    expect(text.replaceAll('\x1b', 'ESC')).toMatchInlineSnapshot(`
      "Local migrations:  ESC[32m✓ESC[39m
      Production access: ESC[33m⚠️ESC[39m
      EU access:         –

      ESC[33m⚠️  LOCAL OKESC[39m - Production deployment pending (firewall/access issue)
      ESC[31m✗ BLOCKEDESC[39m - 2 migrations not deployed to production
        ESC[32m✓ESC[39m index public.users_email
        migration-gate adopt --reason "…"
      "
    `);
  });

  it('within a line are what somebody wrote', () => {
    const text = '001_a.sql by "✓ ann": ✓ done\n';

    expect(dressMarks(text, { unicode: false, colour: true })).toBe(text);
  });
});

describe('the locale', () => {
  it.each([
    [{ LANG: 'C' }, true],
    [{ LANG: 'POSIX' }, true],
    [{ LC_ALL: '', LC_CTYPE: '', LANG: 'C' }, true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: 'C.UTF-8', LANG: 'C' }, false],
    [{ LC_CTYPE: 'de_DE.UTF-8', LANG: 'C' }, false],
    [{}, false],
  ])('%j: ASCII alone: %s', (env, ascii) => {
    expect(isAsciiLocale(env)).toBe(ascii);
  });
});
