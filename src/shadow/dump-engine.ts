import { GateError } from '../errors.ts';
import { type Engine, startEngine } from './engine.ts';
import { readImage } from './image-cache.ts';
import type { LastImage } from './last-image.ts';

/** A schema as an engine has it. */
export type EngineSchema = {
  /** As its pg_dump writes it. */
  readonly sql: string;
  /** Names of the roles that policies are for. */
  readonly roles: readonly string[];
  /** Columns and labels in their own order: `public.users.id`, `public.mood 'sad'`. */
  readonly order: readonly string[];
};

/** Rights and owners are the cluster's business; a document is of the schema. */
const WHAT = ['--schema-only', '--no-owner', '--no-privileges', '--no-tablespaces'];

/** Starts an engine from an image, and reads the schema that it holds. GateError PEER_MISSING. */
export async function dumpEngine({ file, extensions }: LastImage): Promise<EngineSchema> {
  const image = await readImage(file);
  if (image === null) throw new GateError('INTERNAL', { problem: `${file} is damaged` });
  const engine = await startEngine({ extensions, image });
  try {
    const roles = await readTexts(engine, ROLES);
    const order = await readTexts(engine, ORDER);
    return { sql: await engine.dump(WHAT), roles, order };
  } finally {
    await engine.close();
  }
}

async function readTexts(engine: Engine, sql: string): Promise<string[]> {
  return (await engine.rows(sql)).map(([text]) => String(text));
}

const ROLES = `SELECT DISTINCT r.rolname FROM pg_catalog.pg_policy AS p
  JOIN pg_catalog.pg_roles AS r ON r.oid = ANY (p.polroles)
  WHERE r.rolname NOT LIKE 'pg\\_%' ORDER BY 1`;

const ORDER = `(SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname)
  FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'f', 'c')
  ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum)
  UNION ALL (SELECT quote_ident(n.nspname) || '.' || quote_ident(t.typname) || ' '
    || quote_literal(l.enumlabel)
  FROM pg_catalog.pg_enum AS l JOIN pg_catalog.pg_type AS t ON t.oid = l.enumtypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C", l.enumsortorder)`;
