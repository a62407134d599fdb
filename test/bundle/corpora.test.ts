import { describe, expect, it } from 'vitest';
import { ABSENT, readCatalog, readCorpus } from '../deploy/corpus.ts';
import { statesOf } from '../deploy/deployable.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';
import { freshRepository } from '../support/repository.ts';
import { madeBundle } from './made-bundle.ts';
import { psqlNeeded, receiptOf, runScript, WITHOUT_PSQL } from './psql.ts';

describe.skipIf(WITHOUT_PSQL)(`real migrations in a bundle${psqlNeeded}`, () => {
  it.for([
    { name: 'stripe-sync', before: 'CREATE SCHEMA stripe' },
    { name: 'godel', before: null },
    { name: 'firefly', before: null },
  ])('$name: all of them run', async ({ name, before }, { skip }) => {
    const corpus = readCorpus(name);
    if (corpus === null) return skip(ABSENT);
    // firefly has the way back beside each of them, and BEGIN and COMMIT in each.
    const files = Object.entries(corpus.migrations).filter(([file]) => !/\.down\.sql$/.test(file));
    await using database = await freshDatabase(localServer());
    await using repository = await freshRepository();
    if (before !== null) await database.query(before);
    repository.write('../it.sql', await madeBundle(database, Object.fromEntries(files)));

    const ran = await runScript(repository, database, '../it.sql');

    expect(ran).toMatchObject({ code: 0 });
    expect(receiptOf(ran)).toMatch(/^MG1-/);
    expect(await readCatalog(database, corpus.catalog)).toEqual(corpus.catalog);
    expect(await statesOf(database)).toHaveLength(files.length);
  });
});
