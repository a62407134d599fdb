import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSql } from '../../src/core/sql-text.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));

/** Why a test that needs a corpus is skipped. */
export const ABSENT = 'its migrations are not at ../shared/corpora';

/** The real migrations of another project. */
export type Corpus = {
  readonly name: string;
  /** What a database has before the first migration. */
  readonly before: string | null;
};

export const CORPORA: readonly Corpus[] = [
  { name: 'stripe-sync', before: 'CREATE SCHEMA IF NOT EXISTS stripe' },
  { name: 'godel', before: null },
  { name: 'umami', before: null },
  { name: 'bitmagnet', before: null },
  { name: 'firefly', before: null },
];

/** Some of them, in their order. */
export const corporaNamed = (...names: readonly string[]): readonly Corpus[] =>
  CORPORA.filter(({ name }) => names.includes(name));

/**
 * In order, in the plain layout, and only the way forward: `01_init/migration.sql` is `01_init.sql`,
 * `000001_x.up.sql` is `000001_x.sql`. Null where they are not beside this repository.
 */
export function readCorpus(name: string): Record<string, string> | null {
  const folder = join(FOLDER, name, 'migrations');
  if (!existsSync(folder)) return null;
  const forward = sqlFiles(folder).filter((file) => !file.endsWith('.down.sql'));
  return Object.fromEntries(
    forward.map((file) => [plainName(file), withoutWayBack(readSql(join(folder, file)))]),
  );
}

/** What an empty database, or one with what was there before, must hold after all of them. */
export function readExpected(name: string): Record<string, number | string> {
  const { catalog } = JSON.parse(readFileSync(join(FOLDER, name, 'EXPECTED.json'), 'utf8'));
  const { note: _, ...counts } = catalog;
  return counts;
}

/** Every SQL file of all of them, as it is, by its path; none where they are not there. */
export function readAllSql(): { readonly path: string; readonly text: string }[] {
  if (!existsSync(FOLDER)) return [];
  return sqlFiles(FOLDER).map((path) => ({ path, text: readSql(join(FOLDER, path)) }));
}

const sqlFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .sort();

function readSql(path: string): string {
  const decoded = decodeSql(readFileSync(path));
  if (!decoded.ok) throw new Error(`${path} ${decoded.problem}`);
  return decoded.text;
}

function plainName(file: string): string {
  const words = file.replace(/(\/migration|\.up)?\.sql$/, '').toLowerCase();
  return `${words.replaceAll(/[^a-z0-9]+/g, '_')}.sql`;
}

/** As goose has it. */
const withoutWayBack = (sql: string): string => sql.split(/^-- \+goose Down/m)[0] ?? '';
