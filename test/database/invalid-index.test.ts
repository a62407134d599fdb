import { describe, expect, test } from 'vitest';
import { connect } from '../deploy/held-table.ts';
import { freshDatabase, freshRole, localServer } from '../support/postgres.ts';
import { answerOf, fillLedger } from './filled-ledger.ts';

/** A unique index over equal values fails at its end, and stays. */
const FAILING = `CREATE UNIQUE INDEX CONCURRENTLY "Twice idx" ON app."Users" (a)`;
const TABLE =
  'CREATE SCHEMA app; CREATE TABLE app."Users" (a int); INSERT INTO app."Users" VALUES (1), (1)';

describe('invalid indexes', () => {
  test('are read with the ledger and without one, quoted; by a role that may only check', async () => {
    await using database = await freshDatabase(localServer());
    await database.query(TABLE);
    await expect(database.query(FAILING)).rejects.toThrow(/could not create unique index/);
    const expected = [{ index: 'app."Twice idx"', table: 'app."Users"', droppable: true }];
    expect((await answerOf(database)).invalidIndexes).toEqual(expected);

    await fillLedger(database);
    const checker = await freshRole(
      database,
      (role) => `GRANT USAGE ON SCHEMA migration_gate TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO ${role}`,
    );
    expect((await answerOf(checker)).invalidIndexes).toEqual(expected);
    await database.query(`DROP INDEX CONCURRENTLY ${expected[0]?.index}`);
    expect((await answerOf(database)).invalidIndexes).toEqual([]);
  });

  test("not a partitioned table's own, which waits for its partitions", async () => {
    await using database = await freshDatabase(localServer());
    await database.query(`
      CREATE TABLE p (a int) PARTITION BY LIST (a);
      CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
      CREATE INDEX p_idx ON ONLY p (a)`);
    const invalid = await database.query('SELECT FROM pg_index WHERE NOT indisvalid');
    expect(invalid).toHaveLength(1);
    expect((await answerOf(database)).invalidIndexes).toEqual([]);
  });

  test('not one that is being built, whoever asks', async () => {
    await using database = await freshDatabase(localServer());
    await fillLedger(database);
    await database.query(`${TABLE}; DELETE FROM app."Users"`);
    const checker = await freshRole(
      database,
      (role) => `GRANT USAGE ON SCHEMA migration_gate TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO ${role}`,
    );
    const writer = await connect(database, 'writer');
    const builder = await connect(database, 'builder');
    await writer.query('BEGIN; INSERT INTO app."Users" VALUES (1)');

    // It waits for the writer's transaction, with the index there and not valid.
    const built = builder.query(FAILING);
    await expect
      .poll(() => database.query('SELECT FROM pg_index WHERE NOT indisvalid'))
      .toHaveLength(1);
    const answers = [await answerOf(database), await answerOf(checker)];
    await writer.query('ROLLBACK');
    await built;

    expect(answers.map(({ invalidIndexes }) => invalidIndexes)).toEqual([[], []]);
    await Promise.all([writer.end(), builder.end()]);
  });
});
