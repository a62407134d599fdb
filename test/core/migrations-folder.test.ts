import { describe, expect, it } from 'vitest';
import { parseFolder } from '../../src/core/migrations-folder.ts';

const OID = 'e'.repeat(40);
const file = (path: string, mode = '100644') => ({ mode, oid: OID, path });
const parse = (paths: readonly string[], ignore: readonly string[] = []) =>
  parseFolder(
    'db/migrations',
    paths.map((path) => file(`db/migrations/${path}`)),
    ignore,
  );

describe('parseFolder', () => {
  it('takes the .sql files, in the order in which they run', () => {
    const folder = parse(['10_b.sql', '9_a.sql', 'README.md', '9_a.sql.orig']);
    expect(folder.migrations).toEqual([
      { name: '9_a.sql', path: 'db/migrations/9_a.sql', blob: OID },
      { name: '10_b.sql', path: 'db/migrations/10_b.sql', blob: OID },
    ]);
    expect(folder.findings).toEqual([]);
  });

  it('leaves out what the config says is none', () => {
    const folder = parse(['1_a.sql', 'seed.sql', 'old/1_a.sql'], ['seed.sql', 'old/**']);
    expect(folder.migrations.map(({ name }) => name)).toEqual(['1_a.sql']);
    expect([...folder.findings, ...folder.strays]).toEqual([]);
  });

  it.each(['seed.sql', 'sub/1_a.sql', '1_A.sql', '1_a.SQL', '1-a.sql', '1_\uFFFD.sql'])(
    'finds %s, and does not take it for a migration',
    (name) => {
      const folder = parse([name]);
      expect(folder.migrations).toEqual([]);
      expect(folder.strays).toEqual([{ name, blob: OID }]);
      expect(folder.findings).toMatchObject([{ code: 'INVALID_NAME', migrations: [name] }]);
    },
  );

  it('says what a name really is, without sending it to the terminal', () => {
    const [finding] = parse(['\x1b[31m.sql']).findings;
    expect(finding?.message).toBe('\\x1b[31m.sql is not named <number>_<snake_case>.sql.');
  });

  it.each([
    ['120000', 'is a symbolic link, not a file.'],
    ['160000', 'is a submodule, not a file.'],
  ])('refuses an entry of mode %s', (mode, words) => {
    const folder = parseFolder('m', [file('m/1_a.sql', mode)], []);
    expect(folder.migrations).toEqual([]);
    expect(folder.findings[0]?.message).toBe(`1_a.sql ${words}`);
  });

  it.each([
    ['100644', 'a file'],
    ['120000', 'a symbolic link'],
    ['160000', 'a submodule'],
  ])('refuses a folder of mode %s', (mode, words) => {
    const folder = parseFolder('m', [file('m', mode)], []);
    expect(folder).toMatchObject({ migrations: [], findings: [{ code: 'INVALID_FOLDER' }] });
    expect(folder.findings[0]?.message).toBe(`The migrations folder m is ${words}, not a folder.`);
  });
});
