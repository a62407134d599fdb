import { afterAll, describe, expect, it } from 'vitest';
import { plainValue } from '../../src/core/plain-view.ts';
import type { Catalog } from '../../src/core/timeline.ts';
import { readCatalog } from '../../src/database/read-catalog.ts';
import { withSession } from '../../src/database/session.ts';
import { ALL, serverOf, stopExtra } from '../shadow/corpora.ts';
import { provable } from '../shadow/warm-engine.ts';
import { ABSENT, CORPORA, corporaNamed, readCorpus } from '../support/corpora.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { diagramOf, problemsOf } from './mermaid.ts';

/** `npm run test:evidence` tries all of them, on this machine's PostgreSQL and on the package's. */
const TRIED = ALL ? CORPORA : corporaNamed('godel');

afterAll(stopExtra);

async function runAll(database: FreshDatabase, texts: readonly string[]): Promise<Catalog> {
  return withSession(database.connection, { timeoutSeconds: 60 }, async (session) => {
    for (const text of texts) {
      await session.run(text);
      await session.run('DISCARD ALL');
    }
    return readCatalog(session, 30);
  });
}

/** As every version of PostgreSQL writes it. */
const plain = (catalog: Catalog): string[] =>
  [...catalog].map(([key, value]) => `${key} = ${plainValue(key, value)}`).sort();

describe('the schema of real migrations', () => {
  it.for(TRIED)(
    '$name: loads into an empty database and is the same there',
    { timeout: 300_000 },
    async ({ name, before }, { skip }) => {
      skip(!LONG, TAKES_LONG);
      const migrations = readCorpus(name);
      if (migrations === null) return skip(ABSENT);
      const config = { ...LOOPBACK_CONFIG, schema: 'documents' };
      await using made = await provable({ migrations, config });
      const { repository } = made;
      expect(await repository.gate('schema')).toMatchObject({ code: 0, stderr: '' });
      // Made once more, and the same byte for byte.
      expect(await repository.gate('schema', '--check')).toMatchObject({ code: 0, stderr: '' });

      const servers = [localServer(), ...(ALL ? [await serverOf('embedded')] : [])];
      for (const server of servers) {
        await using applied = await freshDatabase(server);
        await using loaded = await freshDatabase(server);
        const promised = await runAll(applied, [before ?? '', ...Object.values(migrations)]);
        expect(plain(await runAll(loaded, [repository.read('documents/schema.sql')]))).toEqual(
          plain(promised),
        );
      }

      const diagram = diagramOf(repository.read('documents/schema.md'));
      expect(problemsOf(diagram)).toEqual([]);
      expect(diagram.split('\n').length).toBeGreaterThan(20);
    },
  );
});
