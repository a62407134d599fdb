import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import type { Step } from '../../src/core/timeline.ts';
import { readCatalogSql } from '../../src/database/read-catalog.ts';
import { chainOf } from '../../src/shadow/chain.ts';
import { readCachedOrder, writeCachedOrder } from '../../src/shadow/column-order.ts';
import { findImage, packImage, readImage, writeImage } from '../../src/shadow/image-cache.ts';
import { readSteps } from '../../src/shadow/read-steps.ts';
import { readCachedSteps, writeCachedSteps } from '../../src/shadow/step-cache.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';
import { warmImage } from './warm-engine.ts';

const freshFolder = (): string => mkdtempSync(join(inject('runFolder'), 'steps-'));

const step = (name: string, failed: string | null = null): Step => ({
  name,
  change: new Map([[`table public.${name}`, 'table']]),
  claims: [],
  conditional: [],
  removes: [],
  unseen: null,
  failed,
});

describe('kept steps', () => {
  it('are those of the longest beginning; a branch shares what it has in common', async () => {
    const folder = freshFolder();
    const chain = chainOf('base', ['1', '2', '3']);
    await writeCachedSteps(folder, chain, [step('a'), step('b'), step('c')]);

    expect(await readCachedSteps(folder, chain)).toEqual([step('a'), step('b'), step('c')]);
    const other = chainOf('base', ['1', '2', 'x', '3']);
    expect(await readCachedSteps(folder, other)).toEqual([step('a'), step('b')]);
    expect(await readCachedSteps(folder, chainOf('base', ['2', '1']))).toEqual([]);
    expect(await readCachedSteps(folder, chainOf('newer', ['1', '2', '3']))).toEqual([]);
    expect(await readCachedSteps('/nowhere', chain)).toEqual([]);
  });

  it('count as none where they are damaged, and do not grow for ever', async () => {
    const folder = freshFolder();
    for (const blob of Array.from({ length: 12 }, (_, i) => String(i))) {
      await writeCachedSteps(folder, chainOf('base', [blob]), [step('a')]);
    }
    expect(readdirSync(folder)).toHaveLength(8);
    const chain = chainOf('base', ['11']);
    const file = join(folder, `steps-${chain[0]}.jsonl`);
    for (const text of [readFileSync(file, 'utf8').replace('public', 'publik'), '', '{']) {
      writeFileSync(file, text);
      expect(await readCachedSteps(folder, chain)).toEqual([]);
    }
  });

  it('the order of columns: whole, or none', async () => {
    const folder = freshFolder();
    await writeCachedOrder(folder, 'aa', ['public.a.id', "public.mood 'sad'"]);
    expect(await readCachedOrder(folder, 'aa')).toEqual(['public.a.id', "public.mood 'sad'"]);
    expect(await readCachedOrder(folder, 'bb')).toBeNull();
    const file = join(folder, 'order-aa.json');
    for (const text of [readFileSync(file, 'utf8').replace('sad', 'bad'), '', '[]']) {
      writeFileSync(file, text);
      expect(await readCachedOrder(folder, 'aa')).toBeNull();
    }
  });

  it('images: the latest is found, a damaged one is gone', async () => {
    const folder = freshFolder();
    for (const hash of ['aa', 'bb', 'cc', 'dd', 'ee']) {
      await writeImage(folder, hash, await packImage(Buffer.from(hash)));
    }
    expect(readdirSync(folder)).toHaveLength(4);
    expect(await findImage(folder, ['cc', 'dd', 'ff'])).toMatchObject({ after: 'dd' });
    expect(await findImage(folder, ['ff'])).toBeNull();
    const file = join(folder, 'image-dd.tar.gz');
    writeFileSync(file, readFileSync(file).subarray(0, 12));
    expect(await readImage(file)).toBeNull();
    expect(existsSync(file)).toBe(false);
  });
});

describe('the replay in a thread', () => {
  const program = pathToFileURL(join(PACKAGE_ROOT, 'dist/shadow/replay-worker.js'));

  it('costs one step for a new migration, and ends one that never ends', async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    const folder = freshFolder();
    const image = warmImage();
    mkdirSync(folder, { recursive: true });
    if (existsSync(image.file)) copyFileSync(image.file, join(folder, image.name));
    const files: [string, string][] = [
      ['1', 'CREATE TABLE a (id int)'],
      ['2', 'CREATE TABLE b ()'],
      ['3', 'ALTER TABLE a ADD COLUMN c text'],
      ['4', 'DO $$ BEGIN LOOP END LOOP; END $$'],
      ['5', 'CREATE TABLE d ()'],
    ];
    const replayed: string[] = [];
    const read = (count: number): Promise<Step[]> => {
      const some = files.slice(0, count);
      replayed.length = 0;
      return readSteps(
        some.map(([name]) => ({ name, blob: name })),
        {
          folder,
          catalogSql: readCatalogSql(),
          secondsPerStep: 3,
          program,
          onStep: ({ name }) => replayed.push(name),
          prepare: () => Promise.all(some.map(([name, sql]) => replayedMigration(name, sql))),
        },
      );
    };

    expect((await read(2)).map(({ change }) => [...change.keys()])).toEqual([
      ['table public.a', 'column public.a.id'],
      ['table public.b'],
    ]);
    expect(replayed).toEqual(['1', '2']);
    expect([...((await read(3))[2]?.change ?? [])]).toEqual([['column public.a.c', 'text']]);
    expect(replayed).toEqual(['3']);
    await read(3);
    expect(replayed).toEqual([]);

    const all = await read(5);
    expect(all.map(({ failed }) => failed)).toEqual([
      null,
      null,
      null,
      'it took longer than 3 s',
      null,
    ]);
    expect(all[4]?.change.size).toBe(0);
  });
});
