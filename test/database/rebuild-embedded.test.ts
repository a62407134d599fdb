import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rebuildDatabase } from '../../src/database/rebuild-database.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rebuild-'));
  folder = join(parent, 'local');
  mkdirSync(folder);
});

afterEach(() => rmSync(parent, { recursive: true }));

/** The folder alone is looked at: no embedded database has to be made for it. */
const rebuild = (): ReturnType<typeof rebuildDatabase> =>
  rebuildDatabase({ kind: 'pglite', folder }, 0.1);

describe('an embedded database', () => {
  test('is taken away whole, with its locks; where none is, nothing is to be done', async () => {
    writeFileSync(join(folder, 'PG_VERSION'), '17');
    expect(await rebuild()).toEqual({ outcome: 'done', value: { outcome: 'rebuilt' } });
    expect(readdirSync(parent)).toEqual([]);
    expect(await rebuild()).toEqual({ outcome: 'done', value: { outcome: 'rebuilt' } });
  });

  test('stays while another process has it open, or deploys to it', async () => {
    writeFileSync(join(folder, 'PG_VERSION'), '17');
    writeFileSync(`${folder}.lock`, `${process.ppid}\n`);
    await expect(rebuild()).rejects.toMatchObject({ code: 'EMBEDDED_BUSY' });
    rmSync(`${folder}.lock`);
    writeFileSync(`${folder}.deploy.lock`, `${process.ppid}\n`);
    expect(await rebuild()).toMatchObject({ outcome: 'busy' });
    expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true);
  });

  test('is never a folder with something else in it', async () => {
    writeFileSync(join(folder, 'index.ts'), '');
    await expect(rebuild()).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    expect(readdirSync(folder)).toEqual(['index.ts']);
  });
});
