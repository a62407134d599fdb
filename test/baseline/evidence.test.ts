import { join } from 'node:path';
import { expect, it } from 'vitest';
import { masked, statesOf } from '../deploy/deployable.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';
import { OLDER, olderDatabase, whyNoDump } from './older-database.ts';

const TO = ['--target', 'production', '--reason', 'older than the tool'];
const THROUGH = ['baseline', '--through', '002_orders.sql', ...TO];

const ways = (text: string): string => middle(text).replace(/^.*(?=What to type:)/s, '');

/** The part between the targets and the frame. */
const middle = (text: string): string => text.slice(text.indexOf('\n\n'), text.indexOf('====='));

it('says so where nothing can be tried out, and goes on', async ({ skip }) => {
  await using made = await olderDatabase();
  const { repository, production } = made;
  const why = await whyNoDump(production);
  if (why !== null) return skip(why);
  const preload = join(PACKAGE_ROOT, 'test/support/fixtures/without-pglite.cjs');
  const without = repository.with({ NODE_OPTIONS: `--require=${preload}` });
  const { code, stderr } = await without.gate(...THROUGH, '--dry-run');
  expect(code).toBe(0);
  expect(stderr).toMatchInlineSnapshot(`
    "⚠️  Nothing was tried out: Proving what a database holds needs @electric-sql/pglite.
    "
  `);
});

// Three engines, which take a minute on a busy machine.
it('is tried out, and what ran by hand after it is proven', {
  timeout: 180_000,
}, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await olderDatabase();
  const { repository, local, production } = made;
  const why = await whyNoDump(production);
  if (why !== null) return skip(why);
  const first = await repository.gate('verify', '--evidence');
  await production.query('ALTER TABLE orders ADD COLUMN total numeric');

  repository.write('baseline.sql', 'SELECT 1;\n');
  const tooLate = await repository.gate(...THROUGH, '--replace', '--yes');
  const kept = repository.read('baseline.sql');
  await production.query('ALTER TABLE orders DROP COLUMN total');
  const done = await repository.gate(...THROUGH, '--replace', '--yes');
  await repository.commit('Baseline');
  const pending = await repository.gate('verify', '--evidence');
  await production.query(OLDER['003_total.sql'] ?? '');
  await local.query('CREATE TABLE users (id bigint PRIMARY KEY)');
  const proven = await repository.gate('verify', '--explain', '003_total.sql');
  const evident = await repository.gate('adopt', '--evident', '--yes', ...TO);

  expect(ways(first.stdout)).toMatchInlineSnapshot(`
    "What to type:
      migration-gate apply HEAD
      migration-gate adopt 001_name.sql --target production --reason "…"
      migration-gate adopt 002_orders.sql --target production --reason "…"
      migration-gate adopt 003_total.sql --target production --reason "…"
      That is for what ran there (you know it). What never ran:
      migration-gate deploy HEAD
      Or, where production is older than its migrations, begin with its schema:
      migration-gate baseline --through <name> --target production --reason "…"

    "
  `);
  // A file that may be replaced waives no check of the dump.
  expect(tooLate.code).toBe(1);
  expect(kept).toBe('SELECT 1;\n');
  expect(masked(tooLate.stderr, made)).toMatchInlineSnapshot(`
    "Nothing was changed on production: PRODUCTION.
    ✗ 003_total.sql cannot run after it: column "total" of relation "orders" already exists
        What it makes is there, so the dump is of a later state.
    What to type:
      migration-gate baseline --through 003_total.sql --target production --reason 'older than the tool' --replace
      Or, if that is as it should be (you have looked):
      migration-gate baseline --through 002_orders.sql --target production --reason 'older than the tool' --replace --force
    "
  `);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(middle(pending.stdout)).toMatchInlineSnapshot(`
    "

    ✗ PENDING: Not applied to local: 3 migrations.
    ✗ PENDING: Not deployed to production: 1 migration.

    What to type:
      migration-gate apply HEAD
      migration-gate deploy HEAD

    "
  `);
  expect(masked(proven.stdout, made)).toMatchInlineSnapshot(`
    "003_total.sql on local: not there
      ✗ column public.orders.total
          it makes: numeric
          there is: nothing

    003_total.sql on production: evident
      ✓ column public.orders.total

    local       LOCAL: 0 applied, 2 undecided, 1 pending
      undecided   001_name.sql
      undecided   002_orders.sql
      pending     003_total.sql
    production  PRODUCTION: 2 applied, 1 evident
      evident     003_total.sql

    ✗ UNDECIDED: The catalog of local cannot show whether it ran: 2 migrations.
        001_name.sql: it is part of the baseline
        002_orders.sql: it is part of the baseline
    ✗ PENDING: Not applied to local: 1 migration.
    ✗ PENDING: Not in the ledger of production, but its catalog proves: 1 migration.
        They were run there by hand. They count as deployed once they are recorded.

    What to type:
      migration-gate adopt --through 002_orders.sql --target local --what HEAD --reason "…"
      That is for what ran there (you know it). What never ran:
      migration-gate apply HEAD
      migration-gate adopt --evident --target production --reason "…"

    ======================================================================
    VERIFICATION SUMMARY
    ======================================================================
    Local migrations:  ✗
    Production access: ✓

    ✗ BLOCKED - 3 migrations not applied locally
    ======================================================================
    "
  `);
  expect(evident).toMatchObject({ code: 0, stderr: '' });
  expect(await statesOf(production)).toHaveLength(3);
});
