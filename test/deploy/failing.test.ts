import { describe, expect, it } from 'vitest';
import { deployable, inFolder, masked, statesOf, tablesOf } from './deployable.ts';

describe('a migration that fails in the middle', () => {
  it('stops there; what ran stays, nothing of it does, and it goes on when it is corrected', async () => {
    await using made = await deployable({
      migrations: {
        '001_a.sql': 'CREATE TABLE a (id int);',
        '002_b.sql': 'CREATE TABLE b (id int);\n\nINSERT INTO b VALUES (1),\n  (nothing);\n',
        '003_c.sql': 'CREATE TABLE c (id int);',
        '004_d.sql': 'CREATE TABLE d (id int);',
      },
    });
    const { repository, production } = made;

    const failed = await repository.gate('deploy', '--yes');

    expect(failed.code).toBe(1);
    expect(masked(failed.stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 4 migrations on production: PRODUCTION (not pinned)
        001_a.sql
          adds table a (1 column)
        002_b.sql
          adds table b (1 column); changes data in b
        003_c.sql
          adds table c (1 column)
        004_d.sql
          adds table d (1 column)
        ✓ 001_a.sql (N ms)
      "
    `);
    expect(failed.stderr).toMatchInlineSnapshot(`
      "✗ migrations/002_b.sql:4:4: column "nothing" does not exist (42703)
        applied: 001_a.sql
        failed:  002_b.sql (rolled back; nothing of it stays)
        not run: 003_c.sql, 004_d.sql
      What to type:
        Correct migrations/002_b.sql, commit it, and repeat: migration-gate deploy HEAD
      "
    `);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(await tablesOf(production)).toEqual(['a']);

    await repository.commit('Correct it', inFolder({ '002_b.sql': 'CREATE TABLE b (id int);' }));
    const finished = await repository.gate('deploy', '--yes');

    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(await statesOf(production)).toHaveLength(4);
    expect(await tablesOf(production)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fails also at its end, where constraints were put off, and tells the server’s detail', async () => {
    await using made = await deployable({
      migrations: {
        '001_pairs.sql':
          'CREATE TABLE one (id int PRIMARY KEY);\n' +
          'CREATE TABLE two (one int REFERENCES one DEFERRABLE INITIALLY DEFERRED);\n' +
          'INSERT INTO two VALUES (7);\n',
      },
    });
    const { repository, production } = made;

    const failed = await repository.gate('deploy', '--yes');

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('(23503)');
    expect(failed.stderr).toContain('Key (one)=(7) is not present in table "one".');
    expect(failed.stderr).toContain('applied: none');
    expect(await statesOf(production)).toEqual([]);
    expect(await tablesOf(production)).toEqual([]);
  });

  it('because it is there already: how to see whether all of it is, and to record it', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    await production.query('CREATE TABLE a ()');

    const failed = await repository.gate('deploy', '--yes');

    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatchInlineSnapshot(`
      "✗ migrations/001_a.sql: relation "a" already exists (42P07)
        applied: none
        failed:  001_a.sql (rolled back; nothing of it stays)
        not run: none
      What to type:
        If it was run by hand already: see whether all of it is there, and record it:
        migration-gate verify HEAD --evidence
        migration-gate adopt 001_a.sql --target production --reason "…"
        If not: correct migrations/001_a.sql, commit it, and repeat:
        migration-gate deploy HEAD
      "
    `);
  });
});
