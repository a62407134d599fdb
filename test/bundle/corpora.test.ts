import { describe, expect, it } from 'vitest';
import { readCatalog } from '../deploy/corpus.ts';
import { statesOf } from '../deploy/deployable.ts';
import { ABSENT, corporaNamed, readCorpus, readExpected } from '../support/corpora.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';
import { freshRepository } from '../support/repository.ts';
import { madeBundle } from './made-bundle.ts';
import { psqlNeeded, receiptOf, runScript, WITHOUT_PSQL } from './psql.ts';

describe.skipIf(WITHOUT_PSQL)(`real migrations in a bundle${psqlNeeded}`, () => {
  // firefly has BEGIN and COMMIT in each.
  it.for(corporaNamed('stripe-sync', 'godel', 'firefly'))(
    '$name: all of them run',
    async ({ name, before }, { skip }) => {
      const migrations = readCorpus(name);
      if (migrations === null) return skip(ABSENT);
      const expected = readExpected(name);
      await using database = await freshDatabase(localServer());
      await using repository = await freshRepository();
      if (before !== null) await database.query(before);
      repository.write('../it.sql', await madeBundle(database, migrations));

      const ran = await runScript(repository, database, '../it.sql');

      expect(ran).toMatchObject({ code: 0 });
      expect(receiptOf(ran)).toMatch(/^MG1-/);
      expect(await readCatalog(database, expected)).toEqual(expected);
      expect(await statesOf(database)).toHaveLength(Object.keys(migrations).length);
    },
  );
});
