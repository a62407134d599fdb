import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planScript } from '../../src/core/plan-script.ts';
import { withDeployLock } from '../../src/database/deploy-lock.ts';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { readTarget } from '../../src/database/read-target.ts';
import { runMigration } from '../../src/database/run-migration.ts';
import { runSteps } from '../../src/database/run-steps.ts';
import { withSession } from '../../src/database/session.ts';
import { writeAudit } from '../../src/database/write-audit.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { blobOf, targetOf } from './targets.ts';

const OPTIONS = { timeoutSeconds: 30 };
const MIGRATION = {
  name: '001_a.sql',
  blob: blobOf('a'),
  sql: 'CREATE TABLE a (id int)',
  origin: 'applied',
  commit: null,
  branch: null,
  by: 'ann@laptop',
} as const;

let parent: string;

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'embedded-'));
});

afterAll(() => rmSync(parent, { recursive: true }));

describe('asking where nothing is', () => {
  test('answers as an empty database, and makes nothing', async () => {
    const folder = join(parent, 'absent', 'db');
    const reading = await readTarget(targetOf({ kind: 'pglite', folder }), [], 10);
    expect(reading).toEqual({
      access: 'ok',
      identity: `pglite:${folder}`,
      readReplica: false,
      ledger: null,
      invalidIndexes: [],
    });
    expect(existsSync(join(parent, 'absent'))).toBe(false);
  });

  test('a reading session on it fails like one on a server', async () => {
    const connection = { kind: 'pglite', folder: join(parent, 'absent') } as const;
    const options = { ...OPTIONS, readOnly: true };
    const opening = withSession(connection, options, async () => 'open');
    await expect(opening).rejects.toMatchObject({ code: '3D000' });
    expect(existsSync(connection.folder)).toBe(false);
  });

  test('a folder with something else in it is left alone', async () => {
    const folder = join(parent, 'sources');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.ts'), '');
    const opening = withSession({ kind: 'pglite', folder }, OPTIONS, async () => 'open');
    await expect(opening).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    expect(readdirSync(folder)).toEqual(['index.ts']);
    expect(readdirSync(parent).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });
});

describe('an embedded database', () => {
  let connection: { kind: 'pglite'; folder: string };

  beforeAll(() => {
    connection = { kind: 'pglite', folder: join(parent, 'made', 'here', 'db') };
  });

  test('is made by the first that writes; migrations run and are read back', async () => {
    const databaseId = await withSession(connection, OPTIONS, async (session) => {
      const made = await ensureLedger(session);
      expect(await runMigration(session, MIGRATION)).toMatchObject({ outcome: 'applied' });
      const entry = { by: 'ann', action: 'adopt', migrations: ['é.sql'], reason: null };
      await writeAudit(session, entry);
      expect(await session.query('SELECT migrations FROM migration_gate.audit')).toEqual([
        { migrations: '{é.sql}' },
      ]);
      await expect(session.run('TRUNCATE migration_gate.audit')).rejects.toThrow(/append only/);
      return made.databaseId;
    });
    const { name, blob } = MIGRATION;
    const reading = await readTarget(targetOf(connection), [{ name, blob: blobOf('b') }], 30);
    expect(reading).toMatchObject({
      access: 'ok',
      identity: `pglite:${connection.folder}`,
      readReplica: false,
      ledger: { databaseId, version: 1, rows: [{ name, blob, sql: MIGRATION.sql }] },
    });
    expect(existsSync(`${connection.folder}.lock`)).toBe(false);
    expect(process.exitCode).toBeUndefined();
  });

  test('a session is like one on a server', async () => {
    await withSession(connection, OPTIONS, async (session) => {
      const sql = `SELECT true AS yes, 42::int8 AS n, null AS nothing, '{"a": 1}'::jsonb AS json`;
      const expected = [{ yes: 't', n: '42', nothing: null, json: '{"a": 1}' }];
      expect(await session.query(sql)).toEqual(expected);
      expect(await session.run(`${sql}; SELECT 1 AS a`)).toEqual([expected, [{ a: '1' }]]);
      expect(await session.query('SELECT $1::int4 + 1 AS n', ['1'])).toEqual([{ n: '2' }]);
      await expect(session.run('BEGIN; COMMIT; SELECT nope')).rejects.toMatchObject({
        code: '42703',
        position: '23',
      });
      expect(session.lastTags()).toEqual(['BEGIN', 'COMMIT']);
      expect(await session.runTogether(['SELECT nope', 'SELECT 3 AS c'])).toMatchObject([
        { status: 'rejected', reason: { code: '42703' } },
        { status: 'fulfilled', value: [[{ c: '3' }]] },
      ]);
      expect(session.lastTags()).toEqual(['SELECT 1']);
      await expect(session.run('COPY a FROM stdin')).rejects.toMatchObject({ code: '57014' });
      expect(await session.run('SELECT 1 AS a')).toEqual([[{ a: '1' }]]);
    });
  });

  test('a migration that fails leaves nothing; one that ends its transaction is interrupted', async () => {
    await withSession(connection, OPTIONS, async (session) => {
      const failing = { ...MIGRATION, name: '002_b.sql', sql: 'CREATE TABLE b ();\nSELECT nope' };
      expect(await runMigration(session, failing)).toMatchObject({
        outcome: 'failed',
        error: { sqlstate: '42703', position: 27 },
      });
      const sql = 'CREATE TABLE c (); COMMIT; SELECT nope';
      const ending = await runMigration(session, { ...MIGRATION, name: '003_c.sql', sql });
      expect(ending).toMatchObject({ outcome: 'interrupted', error: { sqlstate: '42703' } });
      const rows = await session.query('SELECT name, state FROM migration_gate.ledger ORDER BY 1');
      expect(rows).toEqual([
        { name: '001_a.sql', state: 'applied' },
        { name: '003_c.sql', state: 'started' },
      ]);
    });
  });

  test('two that ask at the same time both get their answer', async () => {
    const target = targetOf(connection);
    const readings = await Promise.all([readTarget(target, [], 60), readTarget(target, [], 60)]);
    expect(readings.map(({ access }) => access)).toEqual(['ok', 'ok']);
  });

  test('in use by another process: unreachable, and the holder is named', async () => {
    const lock = `${connection.folder}.lock`;
    writeFileSync(lock, '1\n');
    const reading = await readTarget(targetOf(connection), [], 0.2);
    rmSync(lock);
    expect(reading).toMatchObject({
      access: 'unreachable',
      problem: expect.stringContaining('in use by process 1.'),
    });
  });

  test('its deploy lock is another file than that of each session', async () => {
    const options = { timeoutSeconds: 30, waitSeconds: 0 };
    const locked = await withDeployLock(connection, options, async (lock) => {
      expect(await lock.stillHeld()).toBe(true);
      const second = await withDeployLock(connection, options, async () => 'inside');
      expect(second).toMatchObject({ outcome: 'busy', holder: { pid: String(process.pid) } });
      expect((await readTarget(targetOf(connection), [], 30)).access).toBe('ok');
      rmSync(`${connection.folder}.deploy.lock`);
      expect(await lock.stillHeld()).toBe(false);
      return 'value';
    });
    expect(locked).toEqual({ outcome: 'done', value: 'value' });
  });
});

test('a file that cannot run in one transaction runs there, too', async () => {
  const sql =
    '-- migration-gate: no-transaction\nCREATE TABLE b (id int);\n' +
    'CREATE INDEX CONCURRENTLY i ON b (id);\nVACUUM b;';
  const planned = planScript('001_a.sql', sql, await parseSql(sql));
  if (!('script' in planned) || planned.script.way !== 'steps') throw new Error('not in steps');
  const { script } = planned;
  const folder = join(parent, 'steps');
  await withSession({ kind: 'pglite', folder }, OPTIONS, async (session) => {
    await ensureLedger(session);
    const result = await runSteps(session, { ...MIGRATION, sql }, script);
    expect(result).toMatchObject({ outcome: 'applied' });
    expect(await session.query('SELECT state FROM migration_gate.ledger')).toEqual([
      { state: 'applied' },
    ]);
  });
});
