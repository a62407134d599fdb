import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { GateError } from '../errors.ts';
import { classifyError } from './classify-error.ts';
import { isEmbeddedDatabase } from './embedded-folder.ts';
import { withSession } from './session.ts';
import type { Session } from './sql-session.ts';

/**
 * Whether a database holds nothing of anybody's: no table, view, sequence, function or type but
 * those of extensions, of PostgreSQL and of ours. Empty schemas do not count.
 */
export async function readIsEmpty(session: Session, timeoutSeconds: number): Promise<boolean> {
  const results = await session.run(
    [
      'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY',
      `SET LOCAL statement_timeout TO ${Math.ceil(timeoutSeconds * 1000)}`,
      'SET LOCAL search_path TO pg_catalog, pg_temp',
      IS_EMPTY,
      'ROLLBACK',
    ].join(';\n'),
  );
  return results[3]?.[0]?.['empty'] === 't';
}

/** The same over a connection of its own that only reads. GateError PEER_MISSING. */
export async function readTargetIsEmpty(
  target: Target,
  timeoutSeconds: number,
): Promise<{ readonly access: 'ok'; readonly empty: boolean } | NoAnswer> {
  const { connection } = target;
  if (connection.kind === 'pglite' && !isEmbeddedDatabase(connection.folder)) {
    return { access: 'ok', empty: true };
  }
  const options = { timeoutSeconds, readOnly: true, applicationName: 'migration-gate verify' };
  try {
    const empty = await withSession(connection, options, (session) =>
      readIsEmpty(session, timeoutSeconds),
    );
    return { access: 'ok', empty };
  } catch (error) {
    if (error instanceof GateError && error.code !== 'EMBEDDED_BUSY') throw error;
    return classifyError(error, { target, timeoutSeconds });
  }
}

const OWN_OBJECT = (catalog: string, oid: string, namespace: string): string => `
  SELECT FROM pg_namespace AS n
  WHERE n.oid = ${namespace}
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'migration_gate')
    AND n.nspname !~ '^pg_(toast|temp)'
    AND NOT EXISTS (SELECT FROM pg_depend AS d
      WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

const IS_EMPTY = `
  SELECT NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')
      AND EXISTS (${OWN_OBJECT('pg_class', 'c.oid', 'c.relnamespace')}))
    AND NOT EXISTS (SELECT FROM pg_proc AS p
      WHERE EXISTS (${OWN_OBJECT('pg_proc', 'p.oid', 'p.pronamespace')}))
    -- Not those that a table, a range or another type brings with it.
    AND NOT EXISTS (SELECT FROM pg_type AS t
      WHERE t.typtype IN ('e', 'd', 'r', 'c') AND t.typelem = 0
        AND NOT EXISTS (SELECT FROM pg_depend AS i
          WHERE i.classid = 'pg_type'::regclass AND i.objid = t.oid AND i.deptype = 'i'
            AND i.refclassid <> 'pg_class'::regclass)
        AND NOT EXISTS (SELECT FROM pg_class AS r
          WHERE r.oid = t.typrelid AND r.relkind <> 'c')
        AND EXISTS (${OWN_OBJECT('pg_type', 't.oid', 't.typnamespace')})) AS empty`;
