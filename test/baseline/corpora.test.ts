import { describe, expect, it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import { catalogAfter } from '../../src/core/catalog-after.ts';
import { normaliseDump } from '../../src/core/normalise-dump.ts';
import { plainValue } from '../../src/core/plain-view.ts';
import type { Catalog } from '../../src/core/timeline.ts';
import { dumpSchema } from '../../src/database/dump-schema.ts';
import { readCatalog } from '../../src/database/read-catalog.ts';
import { runBaseline } from '../../src/database/run-baseline.ts';
import { withSession } from '../../src/database/session.ts';
import { replayWarm } from '../shadow/warm-engine.ts';
import { ABSENT, corporaNamed, readCorpus } from '../support/corpora.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { whyNoDump } from './older-database.ts';

/** `npm run test:slow` tries all of them. */
const CORPORA = corporaNamed('stripe-sync', 'godel', 'firefly');

type Files = readonly (readonly [string, string])[];

/** After the dump, where there is one, and these files. */
async function catalogOf(
  { connection }: FreshDatabase,
  first: string | null,
  before: string,
  files: Files,
): Promise<Catalog> {
  return withSession(connection, { timeoutSeconds: 60 }, async (session) => {
    if (first === null) await session.run(before);
    else expect(await runBaseline(session, first, [])).toMatchObject({ outcome: 'applied' });
    for (const [, sql] of files) {
      await session.run(sql);
      await session.run('DISCARD ALL');
    }
    return readCatalog(session, 60);
  });
}

async function replayed(files: Files): Promise<Catalog> {
  const steps = await replayWarm(
    await Promise.all(files.map(([name, sql]) => replayedMigration(name, sql))),
  );
  expect(steps.map(({ failed }) => failed)).toEqual(files.map(() => null));
  return catalogAfter(new Map(), steps);
}

const plain = (catalog: Catalog): unknown =>
  Object.fromEntries([...catalog].map(([key, value]) => [key, plainValue(key, value)]));

describe('a baseline of real migrations', () => {
  it.for(CORPORA)(
    '$name: gives the same database as they do',
    { timeout: 300_000 },
    async (corpus, { skip }) => {
      const migrations = readCorpus(corpus.name);
      if (migrations === null) return skip(ABSENT);
      skip(corpus.name !== 'stripe-sync' && !LONG, TAKES_LONG);
      const before = corpus.before ?? 'SELECT 1';
      const files = Object.entries(migrations);
      const [first, rest] = [files.slice(0, files.length / 2), files.slice(files.length / 2)];
      await using half = await freshDatabase(localServer());
      await using whole = await freshDatabase(localServer());
      await using begun = await freshDatabase(localServer());
      const why = await whyNoDump(half);
      if (why !== null) return skip(why);

      await catalogOf(half, null, before, first);
      const dump = await dumpSchema(half.connection, 60, process.env);
      if (!dump.ok) throw new Error(dump.problem);
      const baseline = normaliseDump(dump.sql);
      const live = await catalogOf(whole, null, before, files);
      expect(plain(await catalogOf(begun, baseline, before, rest))).toEqual(plain(live));
      // It takes longer than all the rest.
      if (!LONG) return;
      const shadow = await replayed([['before.sql', before], ...files]);
      expect(plain(await replayed([['baseline.sql', baseline], ...rest]))).toEqual(plain(shadow));
    },
  );
});
