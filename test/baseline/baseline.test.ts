import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, ledgerOf, masked, statesOf, tablesOf } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { freshDatabase, productionServer } from '../support/postgres.ts';
import { type Repository, repositoryAt } from '../support/repository.ts';
import { renderEnv } from '../support/repository-files.ts';
import { OLDER, olderDatabase, whyNoDump } from './older-database.ts';

const TO = ['--target', 'production', '--reason', 'older than the tool'];
const THROUGH = ['baseline', '--through', '002_orders.sql', ...TO];
/** Untried: what is not about the engine starts none. */
const FORCED = [...THROUGH, '--force', '--yes'];
const ALL = Object.keys(OLDER).map((name) => `${name} applied`);

/** Another developer's, with the databases of this one. */
async function secondClone({ path, env, read, run }: Repository): Promise<Repository> {
  const second = join(path, '../second');
  await run('git', ['clone', '--quiet', path, second]);
  const clone = repositoryAt(second, join(path, '..'), env);
  clone.write('.env', read('.env'));
  return clone;
}

describe('baseline', () => {
  it('brings a database older than its migrations under the gate', async ({ skip }) => {
    await using made = await olderDatabase();
    const { repository, local, production } = made;
    const why = await whyNoDump(production);
    if (why !== null) return skip(why);

    const unasked = await repository.gate(...THROUGH, '--force');
    const dry = await repository.gate(...FORCED, '--dry-run');
    const clean = await repository.gitOk('status', '--porcelain');
    const done = await repository.gate(...FORCED);
    const dump = repository.read('baseline.sql');
    const again = await repository.gate(...FORCED);

    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('baseline needs a confirmation');
    expect(unasked.stderr).toMatch(/\n {2}migration-gate baseline .* --force --yes\n/);
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(clean).toBe('');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(masked(done.stdout, made)).toMatchInlineSnapshot(`
      "Baseline of production: PRODUCTION
        baseline.sql: the schema as it is (16 statements)
        it stands for 2 migrations, through 002_orders.sql
      Record as applied on production, without running:
        001_name.sql
        002_orders.sql
      Recorded 2 migrations as applied on production: PRODUCTION.
      Pinned production in migration-gate.json; commit that line.
      Wrote baseline.sql; commit it with migration-gate.json.
      "
    `);
    expect(done.stdout.startsWith(dry.stdout)).toBe(true);
    expect(masked(again.stdout, made)).toMatchInlineSnapshot(`
      "Baseline of production: PRODUCTION
        baseline.sql: the schema as it is (16 statements)
        it stands for 2 migrations, through 002_orders.sql
      Nothing more to record on production: PRODUCTION.
      Wrote baseline.sql; commit it with migration-gate.json.
      "
    `);
    expect(repository.read('baseline.sql')).toBe(dump);
    expect(dump).toMatchInlineSnapshot(`
      "-- migration-gate: baseline through 002_orders.sql
      -- migration-gate: covers 001_name.sql dcbb5dbd42417f1ef431b53c3be1755fbdb25b2b
      -- migration-gate: covers 002_orders.sql 07a42910e378f6790fa41245e9b0c09072753a3a
      -- The schema of a database that is older than its migrations. An empty database begins
      -- with it, and these count as applied. Made anew by: migration-gate baseline --replace

      SET client_encoding = 'UTF8';

      SET standard_conforming_strings = on;

      SELECT pg_catalog.set_config('search_path', '', false);

      SET check_function_bodies = false;

      SET xmloption = content;

      SET client_min_messages = warning;

      SET row_security = off;

      CREATE SCHEMA IF NOT EXISTS app;

      CREATE TYPE app.mood AS ENUM (
          'sad',
          'ok'
      );

      CREATE FUNCTION public.shout(text) RETURNS text
          LANGUAGE plpgsql
          AS $_$ BEGIN
          -- a comment; with a semicolon
          RETURN upper($1);
        END $_$;

      SET default_table_access_method = heap;

      CREATE TABLE public.orders (
          id bigint,
          user_id bigint
      );

      CREATE TABLE public.users (
          id bigint NOT NULL,
          email text DEFAULT 'a;b'::text NOT NULL,
          mood app.mood,
          name text
      );

      COMMENT ON TABLE public.users IS 'of old
      -- no comment';

      ALTER TABLE ONLY public.users
          ADD CONSTRAINT users_pkey PRIMARY KEY (id);

      ALTER TABLE ONLY public.orders
          ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);
      "
    `);
    expect(JSON.parse(repository.read('migration-gate.json')).baseline).toBe('baseline.sql');
    expect(await ledgerOf(production)).toMatchObject([
      { name: '001_name.sql', origin: 'baseline', sql: OLDER['001_name.sql'], branch: 'main' },
      { name: '002_orders.sql', origin: 'baseline' },
    ]);
    expect(
      await production.query(
        "SELECT action, reason, details ->> 'file' AS f FROM migration_gate.audit",
      ),
    ).toEqual([{ action: 'baseline', reason: 'older than the tool', f: 'baseline.sql' }]);

    await repository.commit('Baseline');
    const fresh = await repository.gate('verify');
    const second = await secondClone(repository);
    const dryApply = await second.gate('apply', '--dry-run');
    const untouched = await tablesOf(local);
    const applied = await second.gate('apply');
    const deployed = await repository.gate('deploy', '--yes');
    const ready = await repository.gate('verify');
    const rebuilt = await repository.gate('apply', '--rebuild', '--yes');

    expect(fresh.code).toBe(1);
    expect(fresh.stdout).toContain('Not applied to local: 3 migrations.');
    expect(fresh.stdout).toContain('migration-gate apply HEAD');
    expect(dryApply.code).toBe(0);
    expect(untouched).toEqual([]);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(masked(applied.stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 1 migration on local: LOCAL
        first baseline.sql (baseline through 002_orders.sql; it stands for 2 migrations)
        003_total.sql
          adds column orders.total
        ✓ baseline.sql (N ms)
        ✓ 003_total.sql (N ms)
      Began with baseline.sql. Applied 1: all 3 migrations are on local: LOCAL.
      "
    `);
    expect(deployed).toMatchObject({ code: 0, stderr: '' });
    expect(ready.stdout).toContain('✓ READY TO MERGE');
    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(masked(rebuilt.stdout, made)).toMatchInlineSnapshot(`
      "Make anew local: LOCAL. All its data goes.
        then: baseline.sql (baseline through 002_orders.sql; it stands for 2 migrations)
        then: 1 migration
      Plan: run 1 migration on local: LOCAL
        first baseline.sql (baseline through 002_orders.sql; it stands for 2 migrations)
        003_total.sql
          adds column orders.total
        ✓ baseline.sql (N ms)
        ✓ 003_total.sql (N ms)
      Began with baseline.sql. Applied 1: all 3 migrations are on local: LOCAL.
      "
    `);
    expect(await statesOf(local)).toEqual(ALL);
    expect((await ledgerOf(local)).map(({ origin }) => origin)).toEqual([
      'baseline',
      'baseline',
      'applied',
    ]);
    expect(await tablesOf(local)).toEqual(['orders', 'users']);
    expect(await local.query('SELECT shout(email) AS s FROM users')).toEqual([]);
  });

  it('is begun with by deploy, too, and what it stands for may leave the folder', async ({
    skip,
  }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await olderDatabase({ gated: true, migrations: {} });
    const { repository, local, production } = made;
    const why = await whyNoDump(production);
    if (why !== null) return skip(why);
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    await repository.commit('Migrations', inFolder(OLDER));
    expect(await repository.gate(...FORCED)).toMatchObject({ code: 0 });
    await repository.commit('Baseline');
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });

    await repository.gitOk('switch', '--quiet', 'main');
    await repository.gitOk('merge', '--quiet', 'feature');
    await repository.gitOk('switch', '--quiet', '--create', 'squash');
    await repository.gitOk('rm', '--quiet', 'migrations/001_name.sql', 'migrations/002_orders.sql');
    // A change of the baseline alone is no migration.
    repository.write('baseline.sql', `${repository.read('baseline.sql')}\n-- a remark\n`);
    await repository.commit('Squash');
    await repository.gitOk('switch', '--quiet', 'main');
    const merged = await repository.git('merge', 'squash');
    const ready = await repository.gate('verify');
    const rebuilt = await repository.gate('apply', '--rebuild', '--yes');
    const after = await repository.gate('verify');

    expect(merged).toMatchObject({ code: 0 });
    expect(ready.stdout).not.toMatch(/missing|REMOVED|ORPHAN/);
    expect(ready.stdout).toContain('✓ READY TO MERGE');
    expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
    expect(await statesOf(local)).toEqual(['003_total.sql applied']);
    expect(await tablesOf(local)).toEqual(['orders', 'users']);
    expect(after.stdout).toContain('✓ READY TO MERGE');

    // A new production, of a commit that has the files still.
    await using other = await freshDatabase(productionServer());
    const config = JSON.parse(repository.read('migration-gate.json'));
    const unpinned = { ...config, targets: { production: { loopback: true } } };
    repository.write('migration-gate.json', JSON.stringify(unpinned));
    repository.write('.env', renderEnv({ local, production: other }));
    const planned = await repository.gate('verify', 'feature', '--format', 'markdown');
    expect(planned.stdout).toContain('\nFirst baseline.sql (baseline through 002\\_orders.sql;');
    const deployed = await repository.gate('deploy', 'feature', '--yes');
    expect(deployed).toMatchObject({ code: 0, stderr: '' });
    expect(deployed.stdout).toContain('first baseline.sql (baseline through 002_orders.sql');
    expect(await statesOf(other)).toEqual(ALL);
  });

  it('is refused by name, and leaves everything as it is', async ({ skip }) => {
    await using made = await olderDatabase();
    const { repository, local, production } = made;
    const why = await whyNoDump(production);
    if (why !== null) return skip(why);
    repository.write('baseline.sql', 'SELECT 1;\n');

    const unknown = await repository.gate('baseline', '--through', '009_x.sql', ...TO);
    const other = await repository.gate(...THROUGH, '--yes');
    const forced = await repository.gate(...FORCED);
    await repository.gate('adopt', '003_total.sql', ...TO, '--force');
    const later = await repository.gate(...FORCED);
    const noReason = await repository.gate(...THROUGH.slice(0, 5), '--reason', ' ');

    expect([unknown.code, other.code, forced.code]).toEqual([1, 1, 1]);
    expect([later.code, noReason.code]).toEqual([1, 2]);
    expect(masked(unknown.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was changed on production: PRODUCTION.
      ✗ 009_x.sql is not in the candidate.
      What to type:
        Commit the file, or name where it is:  --what <branch>, --staged
      "
    `);
    expect(masked(other.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was changed on production: PRODUCTION.
      ✗ baseline.sql is there already, with another content.
      What to type:
        To replace it:
        migration-gate baseline --through 002_orders.sql --target production --reason 'older than the tool' --replace
      "
    `);
    // What waives the catalog replaces no file.
    expect(masked(forced.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was changed on production: PRODUCTION.
      ✗ baseline.sql is there already, with another content.
      What to type:
        To replace it:
        migration-gate baseline --through 002_orders.sql --target production --reason 'older than the tool' --force --replace
      "
    `);
    expect(masked(later.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was changed on production: PRODUCTION.
      ✗ production has more, so the dump would hold more than it says:
          003_total.sql (from main)
      What to type:
        migration-gate baseline --through 003_total.sql --target production --reason 'older than the tool'
      "
    `);
    expect(repository.read('baseline.sql')).toBe('SELECT 1;\n');
    expect(await statesOf(production)).toEqual(['003_total.sql applied']);

    // A config that names what is no baseline: nothing runs without it.
    const config = JSON.parse(repository.read('migration-gate.json'));
    repository.write(
      'migration-gate.json',
      JSON.stringify({ ...config, baseline: 'baseline.sql' }),
    );
    const broken = await repository.gate('apply');
    expect(broken.code).toBe(1);
    expect(masked(broken.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was run on local: LOCAL.
      ✗ The baseline baseline.sql does not begin as migration-gate baseline writes it.
      What to type:
        Commit the file, or correct "baseline" in migration-gate.json.
      "
    `);
    expect(await tablesOf(local)).toEqual([]);
  });

  it('runs nothing where a database has something, or a bundle would have to carry it', async ({
    skip,
  }) => {
    await using made = await olderDatabase();
    const { repository, local, production } = made;
    const why = await whyNoDump(production);
    if (why !== null) return skip(why);
    expect(await repository.gate(...FORCED)).toMatchObject({ code: 0 });
    await repository.commit('Baseline', {
      ...inFolder({ '004_lost.sql': migrationText('004_lost.sql', 'CREATE TABLE lost ();') }),
    });
    await local.query('CREATE TABLE users (id bigint PRIMARY KEY)');

    const refused = await repository.gate('apply');
    await production.query('DROP SCHEMA migration_gate CASCADE');
    const config = JSON.parse(repository.read('migration-gate.json'));
    const unpinned = { ...config, targets: { production: { loopback: true } } };
    repository.write('migration-gate.json', JSON.stringify(unpinned));
    const bundle = await repository.gate('bundle', '--output', '../b.sql');
    await local.query('DROP TABLE users');
    // What the dump needs and a new server lacks: all of it goes.
    repository.write(
      'baseline.sql',
      `${repository.read('baseline.sql')}\nCREATE POLICY p ON public.users TO nobody_there;\n`,
    );
    const failed = await repository.gate('apply');

    expect([refused.code, bundle.code, failed.code]).toEqual([1, 1, 1]);
    expect(masked(refused.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was run on local: LOCAL.
      ✗ local is not empty, and its ledger lacks what baseline.sql stands for:
          001_name.sql
          002_orders.sql
      What to type:
        If their effects are there:
        migration-gate adopt --through 002_orders.sql --target local --reason "…"
        If not, make it anew:
        migration-gate apply --rebuild
      "
    `);
    expect(masked(bundle.stderr, made)).toMatchInlineSnapshot(`
      "No bundle was made for production.
      ✗ A bundle cannot carry baseline.sql, which an empty database begins with.
          It stands for:
          001_name.sql
          002_orders.sql
      What to type:
        From a machine with access, to a database that is empty:
        migration-gate deploy HEAD
      "
    `);
    expect(masked(failed.stderr, made)).toMatchInlineSnapshot(`
      "✗ baseline.sql: role "nobody_there" does not exist (42704)
        applied: none
        failed:  baseline.sql (rolled back; nothing of it stays)
        not run: 003_total.sql, 004_lost.sql
      What to type:
        Make what it needs there (a role, an extension), and repeat:
        migration-gate apply
      "
    `);
    expect(await tablesOf(local)).toEqual([]);
    expect(await statesOf(local)).toEqual([]);
  });
});
