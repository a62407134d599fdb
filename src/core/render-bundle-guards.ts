import type { Bundle } from './bundle.ts';
import { LOCK_CLASS, LOCK_ID } from './deploy-lock-key.ts';
import { quote, stopWhere } from './psql-words.ts';

const NOTHING = 'Nothing has run.';

/** The list of `renderBundle`, as rows. */
export const LIST =
  "json_to_recordset(:'mg_list') AS e (n int, name text, blob text, accepted text[], carried bool)";

/** What must hold before anything runs; each stops psql with a sentence. */
export function renderGuards(bundle: Bundle): string[] {
  const { databaseId } = bundle;
  return [
    ...sessionGuards(),
    ...(databaseId === null ? [nameGuard(bundle)] : []),
    takeLock(),
    lockGuard(),
    String.raw`SELECT to_regclass('migration_gate.gate') IS NOT NULL AS mg_has_ledger \gset`,
    String.raw`\if :mg_has_ledger`,
    versionGuard(bundle),
    ...(databaseId === null ? [] : [idGuard(bundle, databaseId)]),
    ...ledgerGuards(bundle),
    String.raw`\else`,
    ...(databaseId === null ? [] : [noIdGuard(bundle, databaseId)]),
    notCarriedGuard(bundle, ''),
    makeLedger(bundle),
    String.raw`\endif`,
  ];
}

function sessionGuards(): string[] {
  return [
    String.raw`SELECT pg_backend_pid() AS mg_pid \gset`,
    // Looked at twice: a pooler would keep the lock after us.
    poolerGuard(),
    stopWhere(
      quote(`run it without --single-transaction (-1): it has its own transactions. ${NOTHING}`),
      'WHERE now() <> statement_timestamp()',
    ),
    stopWhere(
      quote(`this is a read replica (in recovery); name the primary's host. ${NOTHING}`),
      'WHERE pg_is_in_recovery()',
    ),
    stopWhere(
      `'PostgreSQL ' || current_setting('server_version') || ' is too old: 13 is needed. ${NOTHING}'`,
      "WHERE current_setting('server_version_num')::int < 130000",
    ),
    poolerGuard(),
  ];
}

function poolerGuard(): string {
  return stopWhere(quote(`${POOLED} ${NOTHING}`), 'WHERE pg_backend_pid() <> :mg_pid');
}

const POOLED = 'a pooler gave this session another server process; connect directly.';

const KEYS = `${LOCK_CLASS}, ${LOCK_ID}`;
const OURS = `l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
    AND l.classid = ${LOCK_CLASS} AND l.objid = ${LOCK_ID}
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

function takeLock(): string {
  const holder = `coalesce((
      SELECT string_agg(concat_ws(' ', 'process ' || l.pid, a.application_name, a.client_addr), ', ')
      FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE ${OURS}
    ), 'somebody')`;
  return [
    `SET application_name TO 'migration-gate bundle';`,
    `SELECT pg_try_advisory_lock(${KEYS}) AS mg_locked \\gset`,
    stopWhere(
      `${holder} || ' is deploying here just now: run this again later. ${NOTHING}'`,
      `WHERE NOT :'mg_locked'::bool`,
    ),
  ].join('\n');
}

/** Whether this very server process still has the lock: a migration or a pooler may take it away. */
export function lockGuard(): string {
  return stopWhere(
    quote('the deploy lock is lost: a pooler, or a migration that gave it up. Look at the ledger.'),
    `WHERE pg_backend_pid() <> :mg_pid OR NOT EXISTS (
    SELECT FROM pg_locks AS l WHERE l.pid = pg_backend_pid() AND ${OURS})`,
  );
}

function versionGuard({ ledgerVersion }: Bundle): string {
  return stopWhere(
    `'the ledger has format ' || ledger_version || '; this bundle knows ${ledgerVersion}. ${NOTHING}'`,
    `FROM migration_gate.gate WHERE ledger_version > ${ledgerVersion}`,
  );
}

function idGuard({ target }: Bundle, databaseId: string): string {
  const found = "coalesce((SELECT database_id::text FROM migration_gate.gate), 'none')";
  return stopWhere(
    `'this is not the ${target} database that was meant: its id is ' || ${found} ||
      ', not ${databaseId}. ${NOTHING}'`,
    `WHERE NOT EXISTS (SELECT FROM migration_gate.gate WHERE database_id = '${databaseId}')`,
  );
}

function noIdGuard({ target }: Bundle, databaseId: string): string {
  const what = `this is not the ${target} database that was meant: it has no ledger,`;
  return stopWhere(quote(`${what} so not the id ${databaseId}. ${NOTHING}`), 'WHERE true');
}

function nameGuard({ target, database }: Bundle): string {
  return stopWhere(
    `'this database is ' || current_database() || ${quote(`; ${target} is ${database}. ${NOTHING}`)}`,
    `WHERE current_database() <> ${quote(database)}`,
  );
}

const NAMES = "string_agg(e.name, ', ' ORDER BY e.n)";

/** The ledger must be where the bundle expects it: each migration applied as it is, or pending. */
function ledgerGuards(bundle: Bundle): string[] {
  const join = `FROM ${LIST} JOIN migration_gate.ledger AS l ON l.name = e.name`;
  return [
    stopWhere(
      `${NAMES} || ' was started here and never finished; settle it: ' ||
      'migration-gate resolve. ${NOTHING}'`,
      `${join} WHERE l.state <> 'applied' HAVING count(*) > 0`,
    ),
    stopWhere(
      `${NAMES} || ' ran here with another content. ${NOTHING}'`,
      `${join} WHERE l.blob <> ALL (e.accepted) HAVING count(*) > 0`,
    ),
    stopWhere(
      `string_agg(e.name || ' ran here under the name ' || l.name, ', ' ORDER BY e.n) ||
      '. ${NOTHING}'`,
      `FROM ${LIST} JOIN migration_gate.ledger AS l ON l.blob = e.blob
    WHERE NOT EXISTS (SELECT FROM migration_gate.ledger AS o WHERE o.name = e.name)
      AND NOT EXISTS (SELECT FROM ${LIST.replace(' AS e ', ' AS c ')} WHERE c.name = l.name)
    HAVING count(*) > 0`,
    ),
    notCarriedGuard(
      bundle,
      'AND NOT EXISTS (SELECT FROM migration_gate.ledger AS o WHERE o.name = e.name)',
    ),
  ];
}

function notCarriedGuard({ bundleAll }: Bundle, and: string): string {
  return stopWhere(
    `${NAMES} || ' did not run here, and is not in this bundle. ${NOTHING} ' ||
      ${quote(`Make one that has it: ${bundleAll}`)}`,
    `FROM ${LIST} WHERE NOT e.carried ${and} HAVING count(*) > 0`,
  );
}

function makeLedger({ ledgerVersion }: Bundle): string {
  return [
    'BEGIN;',
    String.raw`SELECT :'mg_ledger' \gexec`,
    `INSERT INTO migration_gate.gate (database_id, ledger_version)
  VALUES (gen_random_uuid(), ${ledgerVersion});`,
    'COMMIT;',
    String.raw`\echo 'The ledger is made: the schema migration_gate.'`,
  ].join('\n');
}
