import { describe, expect, it } from 'vitest';
import { purposeOf, renderMigration, withMigrationName } from '../../src/core/migration-text.ts';
import { nextNumber, withWidth } from '../../src/core/next-number.ts';
import { parseNumber } from '../../src/core/plain-layout.ts';
import { slugOf } from '../../src/core/slug.ts';
import { findHeaderProblems, hasNoTransactionDirective } from '../../src/core/sql-header.ts';

const NOW = '2026-11-26T10:12:04.123Z';

describe('the name of a new migration', () => {
  it.each([
    ['add_user_preferences', 'add_user_preferences'],
    ['Add user preferences!', 'add_user_preferences'],
    ['addUserPreferences', 'add_user_preferences'],
    ['add-user-preferences.sql', 'add_user_preferences'],
    ['  Größe & café  ', 'grosse_cafe'],
    ['2fa_tokens', '2fa_tokens'],
    ['$(touch pwned); rm -rf ~', 'touch_pwned_rm_rf'],
    ['--help', 'help'],
    ["it's", 'it_s'],
  ])('%j is %s', (typed, slug) => {
    expect(slugOf(typed)).toEqual({ kind: 'slug', slug });
    expect(parseNumber(`001_${slug}.sql`)).toBe(1n);
  });

  it.each([
    ['../../etc/passwd', '../../etc/passwd is a path, not a name.'],
    ['a\\b', 'a\\b is a path, not a name.'],
    ['a\nb', 'a\\x0ab holds control characters.'],
    ['\u001b[2J', '\\x1b[2J holds control characters.'],
    ['', 'The name has no letter a-z.'],
    ['日本', '日本 has no letter a-z.'],
    ['.sql', '.sql has no letter a-z.'],
    ['007_add_users', '007_add_users has a number; that one is chosen here.'],
    ['007', '007 has a number; that one is chosen here.'],
    ['a'.repeat(121), 'The name has more than 120 characters.'],
  ])('%j is refused', (typed, problem) => {
    expect(slugOf(typed)).toMatchObject({ kind: 'refused', problem });
  });
});

describe('its number', () => {
  it.each<[string[], string[], string]>([
    [[], [], '001'],
    [['001_a.sql', '002_b.sql'], [], '003'],
    [['001_a.sql'], ['041_z.sql'], '042'],
    [['1_a.sql'], ['041_z.sql'], '42'],
    [[], ['0009_z.sql'], '0010'],
    [['999_a.sql'], [], '1000'],
    [['README.sql', '001_a.sql'], ['5-stray.sql'], '002'],
    [['9007199254740993_a.sql'], [], '9007199254740994'],
    [['20251231235959_a.sql'], [], '20261126101204'],
    [['20251231235959_a.sql'], ['20261126101204_b.sql'], '20261126101205'],
  ])('after %j and %j it is %s', (folder, taken, number) => {
    expect(nextNumber(folder, taken, NOW)).toBe(number);
  });

  it('has as many digits as the folder', () => {
    expect(withWidth('7', ['0001_a.sql'])).toBe('0007');
    expect(withWidth('0012', ['001_a.sql'])).toBe('012');
    expect(withWidth('7', [])).toBe('007');
  });
});

describe('its text', () => {
  it('has a whole header, whatever was typed', () => {
    const header = {
      ...{ name: '003_add_users.sql', now: NOW, noTransaction: true },
      ...{ purpose: purposeOf('add_users'), partOf: 'feature/x\nDROP TABLE users; \u001b' },
    };
    const text = renderMigration(header);
    expect(text).toMatchInlineSnapshot(`
      "-- Migration: 003_add_users.sql
      -- Date: 2026-11-26
      -- Purpose: Add users
      -- Part of: feature/x DROP TABLE users; \\x1b
      -- migration-gate: no-transaction

      "
    `);
    expect(findHeaderProblems(text, header.name)).toEqual([]);
    expect(hasNoTransactionDirective(text)).toBe(true);
  });

  it.each([
    ['-- Migration: 003_a.sql\nSELECT 1;', '-- Migration: 004_a.sql\nSELECT 1;'],
    ['\uFEFF--migration: 003_a \r\n', '\uFEFF--migration: 004_a \r\n'],
    [
      '-- Migration: db/003_a.sql\n-- Migration: 003_a.sql\n',
      '-- Migration: db/004_a.sql\n-- Migration: 003_a.sql\n',
    ],
    ['-- Migration: 002_other.sql\n', '-- Migration: 002_other.sql\n'],
    ['SELECT 1;', 'SELECT 1;'],
  ])('%j under another number', (text, renamed) => {
    expect(withMigrationName(text, '003_a.sql', '004_a.sql')).toBe(renamed);
  });
});
