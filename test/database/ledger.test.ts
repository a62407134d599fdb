import { describe, expect, test } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import type { Session } from '../../src/database/sql-session.ts';
import { writeAudit } from '../../src/database/write-audit.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { blobOf } from './targets.ts';

const OPTIONS = { timeoutSeconds: 10 };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function onFreshDatabase(use: (session: Session, database: FreshDatabase) => Promise<void>) {
  await using database = await freshDatabase(localServer());
  await withSession(database.connection, OPTIONS, (session) => use(session, database));
}

describe('the ledger', () => {
  test('is made once; its id is random and stays', async () => {
    await onFreshDatabase(async (session) => {
      const first = await ensureLedger(session);
      expect(first.databaseId).toMatch(UUID);
      expect(await ensureLedger(session)).toEqual(first);
      await session.run('DROP SCHEMA migration_gate CASCADE');
      expect(await ensureLedger(session)).not.toEqual(first);
    });
  });

  test('is made whole, or not at all', async () => {
    await onFreshDatabase(async (session) => {
      await session.run(`
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql
          AS $$ BEGIN RAISE EXCEPTION 'no triggers here'; END $$;
        CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE TRIGGER')
          EXECUTE FUNCTION refuse()`);
      await expect(ensureLedger(session)).rejects.toThrow('no triggers here');
      const left = await session.query(`SELECT FROM pg_namespace WHERE nspname = 'migration_gate'`);
      expect(left).toEqual([]);
      await session.run('DROP EVENT TRIGGER refuse');
      expect((await ensureLedger(session)).databaseId).toMatch(UUID);
    });
  });

  test('minds no hostile search_path', async () => {
    await onFreshDatabase(async (session) => {
      await session.run(`
        CREATE SCHEMA evil;
        CREATE DOMAIN evil.text AS pg_catalog.text CHECK (VALUE = 'evil');
        CREATE FUNCTION evil.no(pg_catalog.text, pg_catalog.text) RETURNS boolean LANGUAGE sql
          AS 'SELECT false';
        CREATE OPERATOR evil.= (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text,
          FUNCTION = evil.no);
        CREATE OPERATOR evil.~ (LEFTARG = pg_catalog.text, RIGHTARG = pg_catalog.text,
          FUNCTION = evil.no);
        SET search_path TO evil, pg_catalog`);
      const { databaseId } = await ensureLedger(session);
      expect((await ensureLedger(session)).databaseId).toBe(databaseId);
      await writeAudit(session, { by: 'ann', action: 'x', migrations: ['a'], reason: null });
      const types = await session.query(`
        SELECT DISTINCT atttypid::regtype::pg_catalog.text AS type FROM pg_attribute
        WHERE attrelid::regclass::pg_catalog.text LIKE 'migration_gate.%' AND attnum > 0
          AND atttypid::regtype::pg_catalog.text LIKE '%evil%'`);
      expect(types).toEqual([]);
    });
  });

  test('of a newer format is refused', async () => {
    await onFreshDatabase(async (session) => {
      await ensureLedger(session);
      await session.run('UPDATE migration_gate.gate SET ledger_version = 2');
      await expect(ensureLedger(session)).rejects.toMatchObject({ code: 'LEDGER_NEWER' });
    });
  });

  test('has one gate only', async () => {
    await onFreshDatabase(async (session) => {
      await ensureLedger(session);
      const second = `INSERT INTO migration_gate.gate VALUES
        (DEFAULT, '00000000-0000-4000-8000-000000000000', 1)`;
      await expect(session.run(second)).rejects.toMatchObject({ code: '23505' });
    });
  });

  test.each([
    ['a state of its own', { state: `'done'` }],
    ['an origin of its own', { origin: `'magic'` }],
    ['a blob id that is none', { blob: `'abc'` }],
    ['no name', { name: `''` }],
    ['applied, but never', { applied_at: 'NULL' }],
    ['started, but at its end', { state: `'started'` }],
    ['a negative duration', { duration_ms: '-1' }],
  ])('takes no row with %s', async (_name, change) => {
    await onFreshDatabase(async (session) => {
      await ensureLedger(session);
      const good: Record<string, string> = {
        name: `'001_a.sql'`,
        blob: `'${blobOf('a')}'`,
        sql: `'SELECT 1'`,
        state: `'applied'`,
        origin: `'deployed'`,
        applied_at: 'now()',
        applied_by: `'ann'`,
        duration_ms: '1',
      };
      const insert = (row: Record<string, string>): string =>
        `INSERT INTO migration_gate.ledger (${Object.keys(row)}) VALUES (${Object.values(row)})`;
      await expect(session.run(insert({ ...good, ...change }))).rejects.toMatchObject({
        code: '23514',
      });
      await session.run(insert(good));
    });
  });
});

describe('the audit table', () => {
  test('keeps what was written', async () => {
    await onFreshDatabase(async (session) => {
      await ensureLedger(session);
      await writeAudit(session, {
        by: 'änn@laptop',
        action: 'override',
        migrations: ['001_a.sql', `"quoted", {odd}\\'.sql`],
        reason: 'it’s urgent',
        details: { commit: 'abc' },
      });
      const rows = await session.query(
        'SELECT by, action, to_json(migrations) AS migrations, reason, details FROM migration_gate.audit',
      );
      expect(rows).toEqual([
        {
          by: 'änn@laptop',
          action: 'override',
          migrations: `["001_a.sql","\\"quoted\\", {odd}\\\\'.sql"]`,
          reason: 'it’s urgent',
          details: '{"commit": "abc"}',
        },
      ]);
    });
  });

  test.each([
    'UPDATE migration_gate.audit SET reason = NULL',
    'DELETE FROM migration_gate.audit',
    'TRUNCATE migration_gate.audit',
    'SET session_replication_role TO replica; DELETE FROM migration_gate.audit',
  ])('refuses %s', async (sql) => {
    await onFreshDatabase(async (session) => {
      await ensureLedger(session);
      await writeAudit(session, { by: 'ann', action: 'lease', migrations: [], reason: null });
      await expect(session.run(sql)).rejects.toThrow(/append only/);
      expect(await session.query('SELECT FROM migration_gate.audit')).toHaveLength(1);
    });
  });
});
