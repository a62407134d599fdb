import type { Engine } from './engine.ts';

/** A query that is planned once: planning takes longer than running it, and it runs at every step. */
export type PreparedQuery = {
  readonly name: string;
  readonly sql: string;
  /** The type of its one parameter. */
  readonly type: string;
};

/** Prepared statements of the migrations' own are dropped between them; these stay. */
const OWN_PREFIX = 'migration_gate_';

/** One row of values for each. Whatever a migration has deallocated is prepared anew. */
export async function executePrepared(
  engine: Engine,
  { name, sql, type }: PreparedQuery,
  value: string | number | null,
): Promise<unknown[][]> {
  const literal = value === null ? 'NULL' : `'${value}'`;
  const execute = `EXECUTE ${OWN_PREFIX}${name}(${literal})`;
  try {
    return await engine.rows(execute);
  } catch (error) {
    // invalid_sql_statement_name
    if ((error as { code?: string }).code !== '26000') throw error;
    await engine.run(`PREPARE ${OWN_PREFIX}${name}(${type}) AS ${sql}`);
    return engine.rows(execute);
  }
}

/**
 * DISCARD ALL, but for our own prepared statements and the plans that are kept: what one migration
 * has set in its session is not there for the next one.
 */
export async function forgetSession(engine: Engine): Promise<void> {
  await engine.run(FORGET);
  for (const [name] of await engine.rows(FOREIGN)) {
    await engine.run(`DEALLOCATE "${String(name).replaceAll('"', '""')}"`);
  }
}

const FORGET = `CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;
DO $$ BEGIN PERFORM pg_catalog.pg_advisory_unlock_all(); END $$; DISCARD SEQUENCES; DISCARD TEMP`;

const FOREIGN = `SELECT name FROM pg_catalog.pg_prepared_statements
WHERE from_sql AND NOT pg_catalog.starts_with(name, '${OWN_PREFIX}')`;
