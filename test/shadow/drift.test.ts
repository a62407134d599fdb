import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import { catalogAfter } from '../../src/core/catalog-after.ts';
import { describeDifference } from '../../src/core/describe-difference.ts';
import { findDrift } from '../../src/core/drift.ts';
import { setPlainly } from '../../src/core/plain-settings.ts';
import type { Catalog } from '../../src/core/timeline.ts';
import { readCatalogNow } from '../../src/database/read-catalog.ts';
import { withSession } from '../../src/database/session.ts';
import type { Session } from '../../src/database/sql-session.ts';
import { ABSENT } from '../support/corpora.ts';
import { freshDatabase } from '../support/postgres.ts';
import { POSTGRES, readMigrations, serverOf, stopExtra, TRIED, versionOf } from './corpora.ts';
import { readLive } from './corpus-states.ts';
import { DRIFT_WAYS, type DriftWay } from './drift-ways.ts';
import { replayWarm } from './warm-engine.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What was tried on one server; docs/drift.md is written from these. */
    drift?: {
      readonly postgres: string;
      /** A corpus in which nothing was found, and how many values were compared. */
      readonly corpus?: { readonly name: string; readonly migrations: number; values: number };
      readonly ways?: readonly DriftWay[];
    };
  }
}

const SCHEMA = readFileSync(new URL('drift-schema.sql', import.meta.url), 'utf8');
/** So that a unique index can fail. */
const ROWS = "INSERT INTO notes VALUES (1, 'ann', ''), (2, 'ann', '')";

type Texts = readonly { readonly name: string; readonly sql: string }[];

/** What these promise. */
async function replay(texts: Texts): Promise<Catalog> {
  const replayed = await Promise.all(texts.map(({ name, sql }) => replayedMigration(name, sql)));
  const steps = await replayWarm(replayed);
  expect(steps.filter(({ failed }) => failed !== null)).toEqual([]);
  return catalogAfter(new Map(), steps);
}

const sentences = (promised: Catalog, live: Catalog): string[] =>
  findDrift(promised, live, []).differences.map(describeDifference);

/** What is said of it; afterwards the database is as before. */
async function tryWay(session: Session, promised: Catalog, way: DriftWay): Promise<string[]> {
  const { sql, undo } = way;
  if (undo !== undefined) await expect(session.run(sql)).rejects.toThrow();
  await session.run(`BEGIN; ${undo === undefined ? sql : ''}`);
  await session.run(setPlainly('SET LOCAL'));
  const found = sentences(promised, await readCatalogNow(session));
  await session.run('ROLLBACK');
  if (undo !== undefined) await session.run(undo);
  return found;
}

afterAll(stopExtra);

describe.each(POSTGRES)('on %s PostgreSQL', (postgres) => {
  it('drift is found in each way that a hand can make it, named right, and nothing else is', {
    timeout: 600_000,
  }, async ({ task }) => {
    const server = await serverOf(postgres);
    await using database = await freshDatabase(server);
    const promised = await replay([{ name: '001_all.sql', sql: SCHEMA }]);
    const found: DriftWay[] = [];
    await withSession(database.connection, { timeoutSeconds: 60 }, async (session) => {
      await session.run(`${SCHEMA};${ROWS}`);
      for (const way of DRIFT_WAYS) {
        found.push({ ...way, says: await tryWay(session, promised, way) });
      }
    });
    expect(sentences(promised, await readLive(database))).toEqual([]);
    expect(found).toEqual(DRIFT_WAYS);
    expect(found.length).toBeGreaterThanOrEqual(50);
    task.meta.drift = { postgres: await versionOf(server), ways: DRIFT_WAYS };
  });

  it.for(TRIED)(
    '$name: no drift where its migrations are all that ran',
    { timeout: 600_000 },
    async (corpus, { task, skip }) => {
      const files = await readMigrations(corpus);
      if (files.length === 0) return skip(ABSENT);
      const server = await serverOf(postgres);
      await using database = await freshDatabase(server);
      if (corpus.before !== null) await database.query(corpus.before);
      await withSession(database.connection, { timeoutSeconds: 60 }, async (session) => {
        for (const { sql } of files) {
          await session.run(sql);
          await session.run('DISCARD ALL');
        }
      });
      const live = await readLive(database);
      expect(sentences(await replay(files), live)).toEqual([]);
      const { name } = corpus;
      const tried = { name, migrations: files.length, values: live.size };
      task.meta.drift = { postgres: await versionOf(server), corpus: tried };
    },
  );
});
