import { describe, expect, it } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { migration } from '../core/builders.ts';
import { statesOf, tablesOf } from '../deploy/deployable.ts';
import { GATE_TABLE, holdTable, lockHolders, untilWaiting } from '../deploy/held-table.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';
import { madeBundle } from './made-bundle.ts';
import { psqlNeeded, receiptOf, runScript, WITHOUT_PSQL } from './psql.ts';

const TEXTS = {
  '001_a.sql': 'CREATE TABLE a ();',
  '002_b.sql': `CREATE TABLE b (); LOCK TABLE ${GATE_TABLE}; CREATE TABLE b_after ();`,
  '003_c.sql': 'CREATE TABLE c ();',
};
const ALL = Object.keys(TEXTS).map((name) => `${name} applied`);

type Place = {
  readonly database: FreshDatabase;
  readonly repository: Repository;
  run(script: string, ...args: string[]): Promise<Result>;
  [Symbol.asyncDispose](): Promise<void>;
};

async function place(): Promise<Place> {
  const database = await freshDatabase(localServer());
  const repository = await freshRepository();
  let count = 0;
  return {
    database,
    repository,
    run: (script, ...args) => {
      count += 1;
      repository.write(`../${count}.sql`, script);
      return runScript(repository, database, `../${count}.sql`, ...args);
    },
    [Symbol.asyncDispose]: async () => {
      await repository[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

/** The sentence that psql ended with; its code is 3, and there is no receipt. */
function stopped({ code, stdout, stderr }: Result): string {
  expect({ code, receipt: stdout.includes('MG1-') }).toEqual({ code: 3, receipt: false });
  return (/ERROR: {2}(.*)/.exec(stderr)?.[1] ?? stderr).replace(/process \d+/, 'process N');
}

const makeLedger = (database: FreshDatabase): Promise<{ databaseId: string }> =>
  withSession(database.connection, { timeoutSeconds: 10 }, ensureLedger);

const insertRow = (database: FreshDatabase, name: string, over = ''): Promise<unknown> =>
  database.query(
    `INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_by, applied_at)
     VALUES ('${name}', '${migration(name).blob}', '', 'applied', 'deployed', 'ben', now())
     ${over}`,
  );

describe.skipIf(WITHOUT_PSQL)(`a bundle, run by psql${psqlNeeded}`, () => {
  it('runs once, however often it is run, and gives the same receipt', async () => {
    await using here = await place();
    const { database } = here;
    await database.query(`CREATE TABLE ${GATE_TABLE} ()`);
    const script = await madeBundle(database, TEXTS);
    const first = await here.run(script);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(
      first.stdout
        .replace(/\(\d+ ms\)/g, '(N ms)')
        .split('\n')
        .slice(2, -3),
    ).toEqual([
      'The ledger is made: the schema migration_gate.',
      ...Object.keys(TEXTS).map((name) => `  ✓ ${name} (N ms)`),
    ]);
    const second = await here.run(script);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain('  – 002_b.sql: ran already\n');
    expect(receiptOf(second)).toBe(receiptOf(first));
    expect(receiptOf(first)).toMatch(/^MG1-/);
    expect(await statesOf(database)).toEqual(ALL);
    // Somebody deploys what comes after it: the bundle's own are all there still.
    await insertRow(database, '004_d.sql');
    expect(receiptOf(await here.run(script))).toBe(receiptOf(first));
  });

  it('is killed in the middle and run again; two at once are one', async () => {
    await using here = await place();
    const { database } = here;
    await using table = await holdTable(database);
    const script = await madeBundle(database, TEXTS);
    const killed = here.run(script);
    await untilWaiting(database);
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: process N migration-gate bundle 127.0.0.1 is deploying here just now: run this again later. Nothing has run."`,
    );
    const [holder] = await lockHolders(database);
    await database.query('SELECT pg_terminate_backend($1, 5000)', [holder]);
    expect((await killed).code).not.toBe(0);
    expect((await killed).stdout).not.toContain('MG1-');
    expect(await statesOf(database)).toEqual(['001_a.sql applied']);
    await table.release();
    const again = await here.run(script);
    expect(again).toMatchObject({ code: 0 });
    expect(await tablesOf(database)).toEqual(['a', 'b', 'b_after', 'c', GATE_TABLE]);
    expect(await lockHolders(database)).toEqual([]);
  });

  it('stops at a migration that fails, with nothing of it left', async () => {
    await using here = await place();
    const texts = { ...TEXTS, '002_b.sql': 'CREATE TABLE b (); SELECT * FROM nowhere;' };
    const failed = await here.run(await madeBundle(here.database, texts));
    expect(stopped(failed)).toBe('relation "nowhere" does not exist');
    expect(await statesOf(here.database)).toEqual(['001_a.sql applied']);
    expect(await tablesOf(here.database)).toEqual(['a']);
  });

  it('says of what cannot run in a transaction that it was interrupted', async () => {
    await using here = await place();
    const texts = {
      '001_a.sql': '-- migration-gate: no-transaction\nCREATE TABLE a (); SELECT 1/0; SELECT 1;',
      '002_b.sql': 'CREATE TABLE b ();',
    };
    const script = await madeBundle(here.database, texts);
    expect(stopped(await here.run(script))).toBe('division by zero');
    expect(await statesOf(here.database)).toEqual(['001_a.sql started']);
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: 001_a.sql was started here and never finished; settle it: migration-gate resolve. Nothing has run."`,
    );
    expect(await tablesOf(here.database)).toEqual(['a']);
  });

  it('stops where a migration gives the lock up, or a session is not its own', async () => {
    await using here = await place();
    const texts = { ...TEXTS, '001_a.sql': 'SELECT pg_advisory_unlock_all();' };
    const script = await madeBundle(here.database, texts);
    expect(stopped(await here.run(script, '-1'))).toMatchInlineSnapshot(
      `"migration-gate: run it without --single-transaction (-1): it has its own transactions. Nothing has run."`,
    );
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: the deploy lock is lost: a pooler, or a migration that gave it up. Look at the ledger."`,
    );
    expect(await statesOf(here.database)).toEqual(['001_a.sql applied']);
  });

  it('takes nothing over from ~/.psqlrc, a role or the migration before', async () => {
    await using here = await place();
    const { database, repository } = here;
    repository.write(
      '../home/.psqlrc',
      '\\set ON_ERROR_STOP off\n\\set AUTOCOMMIT off\n\\set FETCH_COUNT 1\n\\x on\n\\timing on\n' +
        '\\set ON_ERROR_ROLLBACK on\n\\set ECHO all\n\\o ../lost\n\\set QUIET off\n',
    );
    await database.query(
      `ALTER DATABASE ${database.name} SET standard_conforming_strings TO off;
       ALTER DATABASE ${database.name} SET client_encoding TO 'LATIN1'`,
    );
    const texts = {
      '001_a.sql': "SET search_path TO pg_temp; SET client_encoding TO 'SQL_ASCII';",
      '002_é.sql': "CREATE TABLE é (); COMMENT ON TABLE é IS 'é'; SET SESSION ROLE pg_monitor;",
      '003_c.sql': 'CREATE TABLE c ();',
    };
    const script = await madeBundle(database, texts);
    const ran = await here.run(script, '--with-psqlrc');
    expect(ran).toMatchObject({ code: 0 });
    expect(receiptOf(ran)).toMatch(/^MG1-/);
    expect(await tablesOf(database)).toEqual(['c', 'é']);
    const [comment] = await database.query("SELECT obj_description('é'::regclass) AS is");
    expect(comment).toEqual({ is: 'é' });
  });
});

describe.skipIf(WITHOUT_PSQL)(`before anything runs, a bundle stops${psqlNeeded}`, () => {
  it('at a database that is not the one', async () => {
    await using here = await place();
    const { database } = here;
    const id = '00000000-0000-4000-8000-000000000000';
    const other = await madeBundle({ name: 'app' }, TEXTS);
    const said = stopped(await here.run(other)).replaceAll(database.name, 'DATABASE');
    expect(said).toMatchInlineSnapshot(
      `"migration-gate: this database is DATABASE; production is app. Nothing has run."`,
    );
    const pinned = await madeBundle(database, TEXTS, { databaseId: id });
    expect(stopped(await here.run(pinned))).toMatchInlineSnapshot(
      `"migration-gate: this is not the production database that was meant: it has no ledger, so not the id 00000000-0000-4000-8000-000000000000. Nothing has run."`,
    );
    const { databaseId } = await makeLedger(database);
    const found = stopped(await here.run(pinned)).replace(databaseId, 'ID');
    expect(found).toMatchInlineSnapshot(
      `"migration-gate: this is not the production database that was meant: its id is ID, not 00000000-0000-4000-8000-000000000000. Nothing has run."`,
    );
    expect(await tablesOf(database)).toEqual([]);
  });

  it('at a ledger that is not where it expects it', async () => {
    await using here = await place();
    const { database } = here;
    const script = await madeBundle(database, TEXTS);
    await makeLedger(database);
    const renamed = migration('002_b.sql', TEXTS['002_b.sql']).blob;
    await insertRow(database, '009_old.sql', '');
    await database.query(`UPDATE migration_gate.ledger SET blob = '${renamed}'`);
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: 002_b.sql ran here under the name 009_old.sql. Nothing has run."`,
    );
    await database.query('DELETE FROM migration_gate.ledger');
    await insertRow(database, '001_a.sql');
    await database.query(`UPDATE migration_gate.ledger SET blob = '${renamed}'`);
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: 001_a.sql ran here with another content. Nothing has run."`,
    );
    await database.query('UPDATE migration_gate.gate SET ledger_version = 2');
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: the ledger has format 2; this bundle knows 1. Nothing has run."`,
    );
    expect(await tablesOf(database)).toEqual([]);
  });

  it('at a migration that it does not carry and that did not run', async () => {
    await using here = await place();
    const { database } = here;
    const extra = { name: '000_old.sql', blob: migration('000_old.sql').blob, alike: [] };
    const whole = await madeBundle(database, TEXTS);
    const script = whole.replace(
      /\$mg\$\[/,
      `$mg$[${JSON.stringify({ ...extra, n: 0, accepted: [extra.blob], carried: false })},`,
    );
    expect(stopped(await here.run(script))).toMatchInlineSnapshot(
      `"migration-gate: 000_old.sql did not run here, and is not in this bundle. Nothing has run. Make one that has it: migration-gate bundle main"`,
    );
    await makeLedger(database);
    expect(stopped(await here.run(script))).toContain('000_old.sql did not run here');
  });

  it('at a text that was changed on its way', async () => {
    await using here = await place();
    const script = await madeBundle(here.database, {
      '001_a.sql': 'CREATE TABLE a ();\nSELECT 1;',
    });
    const dos = script.replaceAll('\n', '\r\n');
    const sent = script.replace('SELECT 1;', 'SELECT 1;\r');
    expect(stopped(await here.run(sent))).toMatchInlineSnapshot(
      `"migration-gate: the text of 001_a.sql was changed on its way here (line ends?). Nothing has run."`,
    );
    expect((await here.run(dos)).stdout).not.toContain('MG1-');
    expect(await tablesOf(here.database)).toEqual([]);
  });
});
