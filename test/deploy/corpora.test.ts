import { describe, expect, it } from 'vitest';
import { LONG, TAKES_LONG } from '../support/long.ts';
import type { FreshDatabase } from '../support/postgres.ts';
import { ABSENT, readCatalog, readCorpus } from './corpus.ts';
import { deployable, masked, statesOf, tablesOf } from './deployable.ts';

const CORPORA = [
  { name: 'stripe-sync', before: 'CREATE SCHEMA stripe' },
  { name: 'godel', before: null },
  // As plain files, without those that go back. Each has a BEGIN and COMMIT of its own.
  { name: 'firefly', before: null, only: '.up.sql' },
];

describe('real migrations of another project', () => {
  it.for(CORPORA)(
    '$name: all apply, all deploy, and the gate opens',
    async ({ name, before, only = '.sql' }, { skip }) => {
      skip(!LONG, TAKES_LONG);
      const corpus = readCorpus(name, only);
      if (corpus === null) return skip(ABSENT);
      await using made = await deployable({ migrations: corpus.migrations });
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
      const count = Object.keys(corpus.migrations).length;
      for (const database of [local, production]) {
        expect(await readCatalog(database, corpus.catalog)).toEqual(corpus.catalog);
        expect(await statesOf(database)).toHaveLength(count);
      }
    },
  );

  it('stripe-sync: without its schema it stops at the first table, and goes on from there', async ({
    skip,
  }) => {
    const corpus = readCorpus('stripe-sync');
    if (corpus === null) return skip(ABSENT);
    await using made = await deployable({ migrations: corpus.migrations });
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
    expect(await readCatalog(production, corpus.catalog)).toEqual(corpus.catalog);
  });
});
