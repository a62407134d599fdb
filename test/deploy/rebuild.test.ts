import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { freshRole } from '../support/postgres.ts';
import { CLI } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { deployable, masked, statesOf, tablesOf } from './deployable.ts';
import { connect } from './held-table.ts';

/** Prints what a seed sees, and fills the database through it. */
const SEED = [
  `const { Client } = require(${JSON.stringify(join(import.meta.dirname, '../../node_modules/pg'))});`,
  'const { DATABASE_URL, LOCAL_DATABASE_URL, PGDATABASE } = process.env;',
  'console.log(DATABASE_URL === LOCAL_DATABASE_URL, DATABASE_URL.endsWith("/" + PGDATABASE));',
  'console.log(DATABASE_URL);',
  'const client = new Client({ connectionString: DATABASE_URL });',
  'client.connect().then(() => client.query("INSERT INTO a VALUES (7)")).then(() => client.end());',
  '',
].join('\n');

describe('apply --rebuild', () => {
  it('ends the daily loop: applied, edited, and applied again with the seed', async () => {
    await using made = await deployable({
      migrations: { '001_a.sql': 'CREATE TABLE a (id text);' },
      config: { ...LOOPBACK_CONFIG, rebuild: { seed: 'node seed.cjs' } },
    });
    const { repository, local, production } = made;
    await local.query(`ALTER DATABASE ${local.name} SET search_path TO app, public`);
    await repository.commit('Seed', { 'seed.cjs': SEED });
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    await local.query('CREATE TABLE left_over ()');
    repository.write('migrations/001_a.sql', 'CREATE TABLE a (id int);');

    const refused = await repository.gate('apply');
    const unasked = await repository.gate('apply', '--rebuild');
    const args = [CLI, 'apply', '--rebuild'];
    const no = await repository.inTerminal(process.execPath, args, [
      { when: 'and make it anew?', send: 'n' },
    ]);
    const before = await tablesOf(local);
    const rebuilt = await repository.gate('apply', '--rebuild', '--yes');

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/What to type:\n {2}migration-gate apply --rebuild\n/);
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('apply --rebuild needs a confirmation');
    expect(unasked.stderr).toContain('\n  migration-gate apply --rebuild --yes\n');
    expect(no.code).toBe(1);
    expect(before).toEqual(['a', 'left_over']);
    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(masked(rebuilt.stdout, made)).toMatchInlineSnapshot(`
      "Make anew local: LOCAL. All its data goes.
        then: 1 migration
        then: node seed.cjs
      Plan: run 1 migration on local: LOCAL
        001_a.sql
          adds table a (1 column)
        ✓ 001_a.sql (N ms)
      Applied 1: the one migration is on local: LOCAL.
        true true
        postgres://***@LOCAL
      Seeded local: LOCAL.
      "
    `);
    expect(await tablesOf(local)).toEqual(['a']);
    expect(await local.query('SELECT id FROM public.a')).toEqual([{ id: 7 }]);
    expect(await local.query('SHOW search_path')).toEqual([{ search_path: 'app, public' }]);
    expect(await temporaries(local)).toEqual([]);
    expect(await tablesOf(production)).toEqual([]);
  });

  it('runs what is deployed everywhere, too, whose text no check has read', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, local } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    await local.query('CREATE TABLE left_over ()');
    expect(await repository.gate('apply', '--rebuild', '--yes')).toMatchObject({ code: 0 });
    expect(await tablesOf(local)).toEqual(['a']);
  });

  it('drops nothing while it may not, or others are connected, or it cannot run', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, local } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    const rebuild = ['apply', '--rebuild', '--yes'];

    const psql = await connect(local, 'psql');
    const inUse = await repository.gate(...rebuild);
    await psql.end();
    const role = await freshRole(
      local,
      (name) => `GRANT ALL ON ALL TABLES IN SCHEMA migration_gate TO ${name};
        GRANT USAGE ON SCHEMA migration_gate TO ${name}`,
    );
    const lesser = repository.with({ LOCAL_DATABASE_URL: role.url });
    const notAllowed = await lesser.gate(...rebuild);
    repository.write('migrations/002_b.sql', '\\i other.sql\n');
    const badFile = await repository.gate(...rebuild);

    expect(inUse).toMatchObject({ code: 1 });
    expect(inUse.stderr).toMatch(/Others are connected to \S+:\n {4}psql \(process \d+, \w+\)/);
    expect(notAllowed).toMatchObject({ code: 1 });
    expect(notAllowed.stderr).toMatch(/ALTER ROLE "role_\w+" CREATEDB;/);
    expect(badFile).toMatchObject({ code: 1 });
    expect(badFile.stderr).toContain('which only psql knows');
    expect(await statesOf(local)).toEqual(['001_a.sql applied']);
    expect(await temporaries(local)).toEqual([]);
  });

  it('is refused where local is production', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    const ca = production.server.caFile ?? '';
    const both = repository.with({
      LOCAL_DATABASE_URL: production.url,
      LOCAL_DATABASE_CA_CERT: ca,
    });

    const same = await both.gate('apply', '--rebuild', '--yes');
    const silent = await both
      .with({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/none', DATABASE_CA_CERT: ca })
      .gate('apply', '--rebuild', '--yes');

    expect(same.code).toBe(1);
    expect(same.stderr).toContain('same database');
    expect(silent.code).toBe(1);
    expect(silent.stderr).toContain('may be production, which gives no answer');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });

  it('says when the seed fails, and where', async () => {
    await using made = await deployable({
      migrations: { '001_a.sql': 'CREATE TABLE a ();' },
      config: { ...LOOPBACK_CONFIG, rebuild: { seed: 'echo no rows >&2; exit 3' } },
    });
    const failed = await made.repository.gate('apply', '--rebuild', '--yes');
    expect(failed.code).toBe(1);
    expect(masked(failed.stderr, made)).toMatchInlineSnapshot(`
      "  no rows
      Not seeded: local.
      ✗ The seed command ended with 3; all migrations are applied.
      What to type:
        Correct rebuild.seed in migration-gate.json or what it runs, and repeat.
      "
    `);
    expect(await statesOf(made.local)).toEqual(['001_a.sql applied']);
  });

  // Opening an embedded database five times takes half a minute on a busy machine.
  it('makes an embedded database anew', { timeout: 180_000 }, async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const repository = made.repository.with({ LOCAL_DATABASE_URL: 'pglite:.pglite/local' });
    const folder = join(repository.path, '.pglite/local');
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    repository.write('migrations/001_a.sql', 'CREATE TABLE a (id int);');

    const rebuilt = await repository.gate('apply', '--rebuild', '--yes');

    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(rebuilt.stdout).toContain('✓ 001_a.sql');
    expect(existsSync(`${folder}.old`)).toBe(false);
    expect(existsSync(`${folder}.deploy.lock`)).toBe(false);
  });
});

async function temporaries(local: Parameters<typeof tablesOf>[0]): Promise<unknown[]> {
  return local.query("SELECT datname FROM pg_database WHERE datname LIKE 'migration_gate_%'");
}
