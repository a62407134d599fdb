import type { Engine } from './engine.ts';

/** A schema as an engine has it. */
export type EngineSchema = {
  /** As its pg_dump writes it. */
  readonly sql: string;
  /** Names of the roles that policies are for. */
  readonly roles: readonly string[];
};

/** Rights and owners are the cluster's business; a document is of the schema. */
const WHAT = ['--schema-only', '--no-owner', '--no-privileges', '--no-tablespaces'];

/** Reads the schema that an engine holds. GateError PEER_MISSING. */
export async function dumpEngine(engine: Engine): Promise<EngineSchema> {
  const roles = (await engine.rows(ROLES)).map(([name]) => String(name));
  return { sql: await engine.dump(WHAT), roles };
}

const ROLES = `SELECT DISTINCT r.rolname FROM pg_catalog.pg_policy AS p
  JOIN pg_catalog.pg_roles AS r ON r.oid = ANY (p.polroles)
  WHERE r.rolname NOT LIKE 'pg\\_%' ORDER BY 1`;
