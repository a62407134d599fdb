import { describe, expect, it } from 'vitest';
import { ABSENT, corporaNamed, readCorpus, readExpected } from '../support/corpora.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import type { FreshDatabase } from '../support/postgres.ts';
import { readCatalog } from './corpus.ts';
import { deployable, masked, statesOf, tablesOf } from './deployable.ts';

// Each of firefly's has a BEGIN and COMMIT of its own.
const CORPORA = corporaNamed('stripe-sync', 'godel', 'firefly');

describe('real migrations of another project', () => {
  it.for(CORPORA)(
    '$name: all apply, all deploy, and the gate opens',
    async ({ name, before }, { skip }) => {
      skip(!LONG, TAKES_LONG);
      const migrations = readCorpus(name);
      if (migrations === null) return skip(ABSENT);
      await using made = await deployable({ migrations });
      const { repository, local, production } = made;
      const prepare = async (database: FreshDatabase): Promise<void> => {
        if (before !== null) await database.query(before);
      };
      await Promise.all([prepare(local), prepare(production)]);

      const applied = await repository.gate('apply');
      const deployed = await repository.gate('deploy', '--yes');
      const verified = await repository.gate('verify');

      expect(applied).toMatchObject({ code: 0 });
      expect(deployed).toMatchObject({ code: 0 });
      expect(verified).toMatchObject({ code: 0 });
      expect(verified.stdout).toContain('✓ READY TO MERGE - Production is up to date');
      const count = Object.keys(migrations).length;
      const expected = readExpected(name);
      for (const database of [local, production]) {
        expect(await readCatalog(database, expected)).toEqual(expected);
        expect(await statesOf(database)).toHaveLength(count);
      }
    },
  );

  it('stripe-sync: without its schema it stops at the first table, and goes on from there', async ({
    skip,
  }) => {
    const migrations = readCorpus('stripe-sync');
    if (migrations === null) return skip(ABSENT);
    await using made = await deployable({ migrations });
    const { repository, production } = made;

    const failed = await repository.gate('deploy', '--yes');

    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('✓ 0000_initial_migration.sql');
    expect(masked(failed.stderr, made).replace(/not run: .*/, 'not run: …')).toMatchInlineSnapshot(`
      "✗ migrations/0001_products.sql:1:28: schema "stripe" does not exist (3F000)
        applied: 0000_initial_migration.sql
        failed:  0001_products.sql (rolled back; nothing of it stays)
        not run: …
      What to type:
        Correct migrations/0001_products.sql, commit it, and repeat: migration-gate deploy HEAD
      "
    `);
    expect(await statesOf(production)).toEqual(['0000_initial_migration.sql applied']);
    expect(await tablesOf(production)).toEqual([]);

    await production.query('CREATE SCHEMA stripe');
    const finished = await repository.gate('deploy', '--yes');

    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).not.toContain('0000_initial_migration.sql');
    const expected = readExpected('stripe-sync');
    expect(await readCatalog(production, expected)).toEqual(expected);
  });
});
