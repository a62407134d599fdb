import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { normaliseDump } from '../../src/core/normalise-dump.ts';
import { dumpSchema } from '../../src/database/dump-schema.ts';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { readCatalog } from '../../src/database/read-catalog.ts';
import { runBaseline } from '../../src/database/run-baseline.ts';
import { withSession } from '../../src/database/session.ts';
import { BEFORE, whyNoDump } from '../baseline/older-database.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';

const OPTIONS = { timeoutSeconds: 30 };
/** What a dump of 18 writes as no older server reads it. */
const INHERITED = `
  CREATE TABLE parent (id bigint NOT NULL, name text);
  CREATE TABLE child () INHERITS (parent);
  ALTER TABLE child ALTER COLUMN name SET NOT NULL;`;
const SLOW_MS = 60_000;

it('dumps an embedded database, and a server takes it', { timeout: SLOW_MS }, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  const folder = join(mkdtempSync(join(inject('runFolder'), 'dump-')), 'database');
  const embedded = { kind: 'pglite', folder } as const;
  await withSession(embedded, OPTIONS, async (session) => {
    await ensureLedger(session);
    await session.run(`${BEFORE}${INHERITED}`);
    await session.run(`CREATE FOREIGN DATA WRAPPER far;
      CREATE SERVER there FOREIGN DATA WRAPPER far;
      CREATE USER MAPPING FOR PUBLIC SERVER there OPTIONS (password 'hush');
      DROP SERVER there CASCADE; DROP FOREIGN DATA WRAPPER far`);
  });
  const dump = async (connection: Parameters<typeof dumpSchema>[0]): Promise<string> => {
    const made = await dumpSchema(connection, 30, process.env);
    if (!made.ok) throw new Error(made.problem);
    return normaliseDump(made.sql);
  };

  const first = await dump(embedded);
  const again = await dump(embedded);
  await using database = await freshDatabase(localServer());
  const { ran, catalog, path } = await withSession(
    database.connection,
    OPTIONS,
    async (session) => {
      await ensureLedger(session);
      const done = await runBaseline(session, first, []);
      const [setting] = await session.query('SHOW search_path');
      return {
        ran: done.outcome,
        catalog: await readCatalog(session, 30),
        path: setting?.['search_path'],
      };
    },
  );

  expect(again).toBe(first);
  expect(first).not.toMatch(/migration_gate|transaction_timeout|Dumped/);
  expect(ran).toBe('applied');
  expect(path).toBe('"$user", public');
  await using twin = await freshDatabase(localServer());
  await twin.query(`${BEFORE}${INHERITED}`);
  const live = await withSession(twin.connection, OPTIONS, async (session) => {
    await ensureLedger(session);
    return readCatalog(session, 30);
  });
  expect(Object.fromEntries(catalog)).toEqual(Object.fromEntries(live));
  const why = await whyNoDump(database);
  if (why !== null) return skip(why);
  expect(await dump(database.connection)).toBe(await dump(twin.connection));
});
