import { describe, expect, it } from 'vitest';
import { deployable, inFolder, masked, statesOf, tablesOf } from './deployable.ts';

const HEADER = '-- migration-gate: no-transaction\n';

describe('a file with its own BEGIN and COMMIT', () => {
  it('runs in the transaction of its ledger row, and errors have their place in the file', async () => {
    await using made = await deployable({
      migrations: { '001_a.sql': '-- é\nBEGIN;\nCREATE TABLE a ();\nSELECT nope;\nCOMMIT;\n' },
    });
    const { repository, production } = made;

    const failed = await repository.gate('deploy', '--yes');

    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatchInlineSnapshot(`
      "✗ migrations/001_a.sql:4:8: column "nope" does not exist (42703)
        applied: none
        failed:  001_a.sql (rolled back; nothing of it stays)
        not run: none
      What to type:
        Correct migrations/001_a.sql, commit it, and repeat: migration-gate deploy HEAD
      "
    `);
    expect(await tablesOf(production)).toEqual([]);
    expect(await statesOf(production)).toEqual([]);
  });
});

describe('a file that cannot run in one transaction', () => {
  it('is said to be so, runs, and where it breaks off it says what stays and what to do', async () => {
    await using made = await deployable({
      migrations: {
        '001_a.sql': 'CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1);',
        '002_index.sql': `${HEADER}VACUUM a;\nCREATE UNIQUE INDEX CONCURRENTLY i\n  ON a (id);\nANALYZE a;\n`,
        '003_b.sql': 'CREATE TABLE b ();',
      },
    });
    const { repository, production } = made;

    const failed = await repository.gate('deploy', '--yes');

    expect(failed.code).toBe(1);
    expect(masked(failed.stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 3 migrations on production: PRODUCTION (not pinned)
        001_a.sql
          adds table a (1 column); changes data in a
        002_index.sql (not in one transaction)
          adds index i; runs VACUUM
        003_b.sql
          adds table b
        ✓ 001_a.sql (N ms)
      "
    `);
    expect(failed.stderr).toMatchInlineSnapshot(`
      "✗ migrations/002_index.sql:3:1: could not create unique index "i" (23505)
          Key (id)=(1) is duplicated.
        applied: 001_a.sql
        failed:  002_index.sql (1 of 3 statements ran and stay; started)
        not run: 003_b.sql
      What to type:
        It left what is invalid; in psql:
        DROP INDEX CONCURRENTLY public.i;
        Look there: --applied if all its effects are there, --not-applied if none.
        migration-gate resolve 002_index.sql --target production --applied --reason "…"
        migration-gate resolve 002_index.sql --target production --not-applied --reason "…"
      "
    `);
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_index.sql started']);

    const blocked = await repository.gate('deploy', '--yes');
    expect(blocked).toMatchObject({ code: 1, stdout: '' });
    await production.query('DROP INDEX CONCURRENTLY public.i');
    await production.query('DELETE FROM a WHERE ctid IN (SELECT min(ctid) FROM a)');
    const resolve = ['resolve', '002_index.sql', '--target', 'production', '--not-applied'];
    expect(await repository.gate(...resolve, '--reason', 'looked')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await tablesOf(production)).toEqual(['a', 'b']);
  });

  it('is found out by the server, too, and then told the line', async () => {
    const uses = "ALTER TYPE mood ADD VALUE 'ok';\nCREATE TABLE a (m mood DEFAULT 'ok');";
    await using made = await deployable({
      migrations: { '001_mood.sql': "CREATE TYPE mood AS ENUM ('sad');", '002_ok.sql': uses },
    });
    const { repository } = made;
    const failed = await repository.gate('deploy', '--yes');
    expect(failed.stderr).toMatchInlineSnapshot(`
      "✗ migrations/002_ok.sql:2:32: unsafe use of new value "ok" of enum type mood (55P04)
          New enum values must be committed before they can be used.
        applied: 001_mood.sql
        failed:  002_ok.sql (rolled back; nothing of it stays)
        not run: none
      What to type:
        It needs "-- migration-gate: no-transaction" at the top. Commit it, and repeat: migration-gate deploy HEAD
      "
    `);
    await repository.commit('Declare it', inFolder({ '002_ok.sql': HEADER + uses }));
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
  });
});

describe('a statement timeout', () => {
  it('of the header bounds each statement of the file', async () => {
    const line = '-- migration-gate: statement-timeout 50ms\n';
    await using made = await deployable({
      migrations: { '001_slow.sql': `${line}SELECT pg_sleep(30);` },
    });
    const failed = await made.repository.gate('deploy', '--yes');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatchInlineSnapshot(`
      "✗ migrations/001_slow.sql: canceling statement due to statement timeout (57014)
        applied: none
        failed:  001_slow.sql (rolled back; nothing of it stays)
        not run: none
      What to type:
        Give it more time: "-- migration-gate: statement-timeout 1h" at the top, and repeat: migration-gate deploy HEAD
      "
    `);
    await made.repository.commit(
      'Declare it',
      inFolder({ '001_slow.sql': `${HEADER}${line}SELECT pg_sleep(30);` }),
    );
    const again = await made.repository.gate('deploy', '--yes');
    expect(again.stderr).toContain('0 of 1 statements ran and stay; started');
  });
});
