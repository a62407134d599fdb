import { describe, expect, it } from 'vitest';
import { ledgerOf, masked, statesOf } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';
import { provable } from './warm-engine.ts';

const withHeaders = (migrations: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(migrations).map(([name, sql]) => [name, migrationText(name, sql)]),
  );

const MIGRATIONS = withHeaders({
  '001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);',
  '002_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);',
  '003_fill.sql': "UPDATE users SET email = 'none' WHERE email IS NULL;",
  '004_total.sql':
    'ALTER TABLE orders ADD COLUMN total numeric;\nCREATE INDEX orders_total ON orders (total);',
  '005_items.sql': 'CREATE TABLE items ();',
});
const TO = ['--target', 'production', '--reason', 'ran by hand on Monday'];

/** The part between the targets and the frame. */
const middle = (text: string): string => text.slice(text.indexOf('\n\n'), text.indexOf('====='));

describe('migrations that were run by hand', () => {
  it('are proven, recorded, and READY; what cannot be proven is asked for by name', async () => {
    await using made = await provable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await repository.gate('apply');
    for (const sql of Object.values(MIGRATIONS).slice(0, 3)) await production.query(sql);
    await production.query('ALTER TABLE orders ADD COLUMN total numeric');

    const proven = await repository.gate('verify', '--evidence');
    const explained = await repository.gate('verify', '--explain', '004_total.sql', '--json');
    const refused = await repository.gate('adopt', '004_total.sql', '005_items.sql', ...TO);
    await production.query('CREATE INDEX orders_total ON orders (total); CREATE TABLE items ()');
    const evident = await repository.gate('adopt', '--evident', '--yes', ...TO);
    const asked = await repository.gate('verify', '--evidence');
    const named = await repository.gate('adopt', '003_fill.sql', ...TO);
    const ready = await repository.gate('verify');

    expect(proven).toMatchObject({ code: 1, stderr: '' });
    expect(masked(proven.stdout, made)).toMatchInlineSnapshot(`
      "local       LOCAL: 5 applied
      production  PRODUCTION (not pinned): 0 applied, 2 evident, 1 undecided, 1 partial, 1 pending
        evident     001_users.sql
        evident     002_orders.sql
        undecided   003_fill.sql
        partial     004_total.sql
        pending     005_items.sql

      ✗ PENDING: Not in the ledger of production, but its catalog proves: 2 migrations.
          They were run there by hand. They count as deployed once they are recorded.
      ✗ PARTIAL: 004_total.sql is on production in part.
          There: column public.orders.total
          Not there: index public.orders_total
      ✗ UNDECIDED: The catalog of production cannot show whether it ran: 1 migration.
          003_fill.sql: it changes data (UPDATE)
      ✗ PENDING: Not deployed to production: 1 migration.

      What to type:
        migration-gate adopt --evident --target production --reason "…"
        migration-gate verify HEAD --explain 004_total.sql
        That names all of it. Make the rest of it on production by hand, or undo it there.
        Or, if all that it is for is there (you have looked):
        migration-gate adopt 004_total.sql --force --target production --reason "…"
        migration-gate adopt 003_fill.sql --target production --reason "…"
        That is for what ran there (you know it). What never ran:
        migration-gate deploy HEAD

      ======================================================================
      VERIFICATION SUMMARY
      ======================================================================
      Local migrations:  ✓
      Production access: ✓

      ✗ BLOCKED - 5 migrations not deployed to production
      ======================================================================
      "
    `);
    const { targets } = JSON.parse(explained.stdout);
    expect(targets[1].migrations.map((each: { state: string }) => each.state)).toEqual([
      'evident',
      'evident',
      'undecided',
      'partial',
      'pending',
    ]);
    expect(explained.stderr).toMatchInlineSnapshot(`
      "004_total.sql on local: evident
        ✓ column public.orders.total
        ✓ index public.orders_total

      004_total.sql on production: partial
        ✓ column public.orders.total
        ✗ index public.orders_total
            it makes: CREATE INDEX orders_total ON public.orders USING btree (total)
            there is: nothing

      "
    `);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(masked(refused.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was changed on production: PRODUCTION.
      ✗ The catalog of production says that 004_total.sql is there in part only.
          (missing or different: index public.orders_total)
      ✗ The catalog of production says that 005_items.sql is not there.
          (missing or different: table public.items)
      What to type:
        migration-gate verify --explain 004_total.sql
        Or, if all that it is for is there (you have looked):
        migration-gate adopt 004_total.sql --force --target production --reason "…"
        migration-gate verify --explain 005_items.sql
        migration-gate adopt 005_items.sql --force --target production --reason "…"
      "
    `);
    expect(evident).toMatchObject({ code: 0, stderr: '' });
    expect(masked(evident.stdout, made)).toMatchInlineSnapshot(`
      "production looks like 001_users.sql to 005_items.sql.
      Record as applied on production: PRODUCTION, without running:
        001_users.sql (proven)
        002_orders.sql (proven)
        004_total.sql (proven)
        005_items.sql (proven)
      Recorded 4 migrations as applied on production: PRODUCTION.
      Pinned production in migration-gate.json; commit that line.
      Not in the ledger of production yet: 1 migration.
      ✗ UNDECIDED: The catalog of production cannot show whether it ran: 1 migration.
          003_fill.sql: it changes data (UPDATE)
      What to type:
        migration-gate adopt 003_fill.sql --target production --reason "…"
        That is for what ran there (you know it). What never ran:
        migration-gate deploy HEAD
      "
    `);
    expect(middle(asked.stdout)).toMatchInlineSnapshot(`
      "

      ✗ UNDECIDED: The catalog of production cannot show whether it ran: 1 migration.
          003_fill.sql: it changes data (UPDATE)

      What to type:
        migration-gate adopt 003_fill.sql --target production --reason "…"
        That is for what ran there (you know it). What never ran:
        migration-gate deploy HEAD

      "
    `);
    expect(masked(named.stdout, made)).toMatchInlineSnapshot(`
      "Record as applied on production: PRODUCTION, without running:
        003_fill.sql (your word: it changes data (UPDATE))
      Recorded 1 migration as applied on production: PRODUCTION.
      "
    `);
    expect(ready.stdout).toContain('✓ READY TO MERGE');
    expect(await statesOf(production)).toHaveLength(5);
    expect((await ledgerOf(production)).map(({ origin }) => origin)).toEqual(
      Array(5).fill('adopted'),
    );
    const audit = await production.query<{ evidence: object[] }>(
      "SELECT details -> 'evidence' AS evidence FROM migration_gate.audit ORDER BY at",
    );
    expect(audit[0]?.evidence[0]).toMatchObject({ name: '001_users.sql', verdict: 'evident' });
    expect(audit[1]?.evidence).toMatchObject([
      { name: '003_fill.sql', verdict: 'undecided', because: 'it changes data (UPDATE)' },
    ]);
  });
});
