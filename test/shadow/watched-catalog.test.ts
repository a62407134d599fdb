import { expect, it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import { changeBetween } from '../../src/core/timeline.ts';
import { readCatalogSql } from '../../src/database/read-catalog.ts';
import type { Engine } from '../../src/shadow/engine.ts';
import { forgetSession } from '../../src/shadow/prepared.ts';
import { watchCatalog } from '../../src/shadow/watched-catalog.ts';
import { ABSENT, CORPORA, readCorpus } from '../support/corpora.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { generatedMigrations } from './generated-migrations.ts';
import { startWarm } from './warm-engine.ts';

/** Each takes something away that leaves no row of its own behind, or makes watching hard. */
const HARD: readonly string[] = [
  `CREATE TABLE a (id int PRIMARY KEY, b text DEFAULT 'x' NOT NULL);
   COMMENT ON TABLE a IS 'one'; COMMENT ON COLUMN a.b IS 'two'`,
  'COMMENT ON TABLE a IS NULL',
  'COMMENT ON COLUMN a.b IS NULL',
  'ALTER TABLE a ALTER b DROP DEFAULT, ALTER b DROP NOT NULL',
  'ALTER TABLE a DROP CONSTRAINT a_pkey',
  `CREATE SCHEMA s; CREATE TYPE s.mood AS ENUM ('sad', 'fine');
   CREATE DOMAIN s.short AS text CHECK (length(VALUE) < 9);
   CREATE TABLE s.t (id int, m s.mood, v s.short)`,
  "ALTER TYPE s.mood RENAME VALUE 'fine' TO 'glad'",
  'ALTER DOMAIN s.short DROP CONSTRAINT short_check',
  'ALTER SCHEMA s RENAME TO r',
  'DEALLOCATE ALL; CREATE TABLE d ()',
  'DISCARD ALL',
  'SET search_path TO r; PREPARE mine AS SELECT 1; CREATE TABLE here (); CREATE TEMP TABLE gone ()',
  'PREPARE mine AS SELECT 2',
  'CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)',
  'ALTER TABLE p DETACH PARTITION p1',
  'CREATE TABLE q (); CREATE TABLE q1 () INHERITS (q)',
  'ALTER TABLE q1 NO INHERIT q',
  `CREATE VIEW v AS SELECT b FROM a; CREATE RULE w AS ON INSERT TO v DO INSTEAD NOTHING;
   CREATE POLICY y ON a USING (true); ALTER TABLE a ENABLE ROW LEVEL SECURITY;
   CREATE STATISTICS z ON id, b FROM a`,
  'ALTER TABLE a RENAME COLUMN b TO c',
  'DROP RULE w ON v; DROP POLICY y ON a; DROP STATISTICS z; ALTER TABLE a DISABLE ROW LEVEL SECURITY',
  'CREATE TABLE broken (); SELECT 1/0',
  'DROP SCHEMA r CASCADE',
  'DROP VIEW v; DROP TABLE a, p, q',
];

/** Whether every change that was watched adds up to the whole catalog, read anew. */
async function expectWatched(files: Record<string, string>): Promise<readonly string[]> {
  const failed: string[] = [];
  const prepared = await Promise.all(
    Object.entries(files).map(([name, sql]) => replayedMigration(name, sql)),
  );
  const extensions = [...new Set(prepared.flatMap((each) => each.extensions))];
  const engine = await startWarm(extensions);
  try {
    const watched = await watchCatalog(engine, readCatalogSql());
    let before = await watched.readWhole();
    for (const { name, messages } of prepared) {
      const change = await watched.changeOf(() => runAll(engine, messages, failed));
      const now = await watched.readWhole();
      expect([name, change]).toEqual([name, changeBetween(before, now)]);
      before = now;
    }
    return failed;
  } finally {
    await engine.close();
  }
}

async function runAll(
  engine: Engine,
  messages: readonly string[],
  failed: string[],
): Promise<void> {
  await forgetSession(engine);
  await engine.run('SET search_path TO "$user", public');
  for (const message of messages) {
    await engine.run(message).catch((error: Error) => {
      failed.push(error.message);
      return engine.run('ROLLBACK');
    });
  }
}

it('what is watched is what there is: what goes without a trace, too', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  const hard = HARD.map((sql, i): [string, string] => [`${i}: ${sql}`, sql]);
  const failed = await expectWatched({ ...generatedMigrations(20), ...Object.fromEntries(hard) });
  expect(failed).toEqual(['division by zero']);
});

it.for(CORPORA)(
  'what is watched is what there is: $name',
  { timeout: 300_000 },
  async ({ name, before }, { skip }) => {
    skip(!LONG, TAKES_LONG);
    const migrations = readCorpus(name);
    if (migrations === null) return skip(ABSENT);
    await expectWatched({ ...(before === null ? {} : { before }), ...migrations });
  },
);
