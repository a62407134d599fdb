import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { plainValue } from '../../src/core/plain-view.ts';
import { decodeSql } from '../../src/core/sql-text.ts';
import type { Catalog } from '../../src/core/timeline.ts';
import { readCatalog } from '../../src/database/read-catalog.ts';
import { withSession } from '../../src/database/session.ts';
import { ABSENT } from '../deploy/corpus.ts';
import { ALL, serverOf, stopExtra } from '../shadow/corpora.ts';
import { provable } from '../shadow/warm-engine.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { diagramOf, problemsOf } from './mermaid.ts';

/** `npm run test:evidence` tries all of them, on this machine's PostgreSQL and on the package's. */

const CORPORA_FOLDER = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
const CORPORA = [
  { name: 'godel', before: '', only: '.sql' },
  ...(ALL
    ? [
        { name: 'stripe-sync', before: 'CREATE SCHEMA IF NOT EXISTS stripe', only: '.sql' },
        { name: 'umami', before: '', only: '.sql' },
        { name: 'bitmagnet', before: '', only: '.sql' },
        { name: 'firefly', before: '', only: '.up.sql' },
      ]
    : []),
];

afterAll(stopExtra);

/** The files in order, named as the plain layout has them; without what goose takes for the way back. */
function readCorpus(corpus: string, only: string): Record<string, string> {
  const folder = join(CORPORA_FOLDER, corpus, 'migrations');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(only))
    .sort();
  return Object.fromEntries(
    files.map((file, i) => {
      const decoded = decodeSql(readFileSync(join(folder, file)));
      const sql = (decoded.ok ? decoded.text : '').split(/^-- \+goose Down/m)[0] ?? '';
      return [`${String(i + 1).padStart(4, '0')}_file.sql`, sql];
    }),
  );
}

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
  it.for(CORPORA)(
    '$name: loads into an empty database and is the same there',
    { timeout: 300_000 },
    async ({ name, before, only }, { skip }) => {
      skip(!LONG, TAKES_LONG);
      skip(!existsSync(CORPORA_FOLDER), ABSENT);
      const migrations = readCorpus(name, only);
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
        const promised = await runAll(applied, [before, ...Object.values(migrations)]);
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
