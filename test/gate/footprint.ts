import type { Access } from '../support/postgres.ts';
import type { Repository } from '../support/repository.ts';
import type { Gated } from './gated-repository.ts';

/** All that a refusal must leave alone: refs, index, files, and both databases. */
export type Footprint = {
  readonly refs: string;
  readonly status: string;
  readonly local: readonly unknown[];
  readonly production: readonly unknown[];
};

/** Reads it; compare two with `toEqual`. */
export async function readFootprint({ repository, local, production }: Gated): Promise<Footprint> {
  const [refs, status, ...databases] = await Promise.all([
    repository.gitOk('for-each-ref'),
    readStatus(repository),
    readDatabase(local),
    readDatabase(production),
  ]);
  const [localRows = [], productionRows = []] = databases;
  return { refs, status, local: localRows, production: productionRows };
}

/** HEAD, index, files and what is ignored. */
function readStatus(repository: Repository): Promise<string> {
  return repository.gitOk('status', '--porcelain=v2', '--branch', '--ignored');
}

/** Names of the relations that are there, and the whole ledger. */
export async function readDatabase(database: Access): Promise<unknown[]> {
  const relations = await database.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n
       ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind IN ('r', 'v', 'S') ORDER BY 1`,
  );
  const hasLedger = relations.some(({ name }) => name === 'migration_gate.ledger');
  const rows = hasLedger
    ? await database.query('SELECT * FROM migration_gate.ledger ORDER BY name')
    : [];
  return [...relations, ...rows];
}
