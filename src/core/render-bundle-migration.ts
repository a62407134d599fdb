import type { Bundle, Carried } from './bundle.ts';
import { quote, quoteArgument, stopWhere } from './psql-words.ts';
import { lockGuard } from './render-bundle-guards.ts';
import type { Part } from './script.ts';
import { visible } from './visible.ts';

/** One migration: passed over where the ledger has it, else run with its row in the ledger. */
export function renderCarried(carried: Carried, bundle: Bundle): string {
  const n = bundle.carried.indexOf(carried) + 1;
  const name = visible(carried.name);
  return [
    `-- ${n} of ${bundle.carried.length}: ${name}`,
    'SET search_path TO pg_catalog, pg_temp;',
    `SELECT EXISTS (SELECT FROM migration_gate.ledger WHERE name = ${quote(carried.name)}
  AND state = 'applied') AS mg_there \\gset`,
    String.raw`\if :mg_there`,
    `\\echo ${quoteArgument(`  – ${name}: ran already`)}`,
    String.raw`\else`,
    lockGuard(),
    CLEAN_SESSION,
    ...(carried.script.transactional
      ? inTransaction(carried, bundle, n)
      : oneByOne(carried, bundle, n)),
    `\\echo ${quoteArgument(`  ✓ ${name}`)} (:mg_ms ms)`,
    String.raw`\endif`,
  ].join('\n');
}

/** DISCARD ALL but for the lock. RESET takes psql's encoding away, too. */
const CLEAN_SESSION = `CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL;
DEALLOCATE ALL; UNLISTEN *; DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES;
SET client_encoding TO 'UTF8'; SET application_name TO 'migration-gate bundle';`;

/** In the role, and with the names, that are ours again. */
const oursAgain = (set: 'SET' | 'SET LOCAL'): string => `RESET SESSION AUTHORIZATION; RESET ROLE;
${set} client_encoding TO 'UTF8'; ${set} search_path TO pg_catalog, pg_temp;`;

const TRANSACTION = 'pg_catalog.txid_current()';
const STARTED = String.raw`SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) AS mg_start \gset`;

/** As `deploy` does: the row first, so that a second deployer waits for it and then fails. */
function inTransaction(carried: Carried, bundle: Bundle, n: number): string[] {
  return [
    'BEGIN;',
    "SET LOCAL lock_timeout TO '5s';",
    "SET LOCAL idle_in_transaction_session_timeout TO '60s';",
    ...timeoutOf('SET LOCAL', carried),
    insertStarted(carried, bundle, n),
    `SELECT ${TRANSACTION} AS mg_transaction \\gset`,
    STARTED,
    ...runParts(carried, n),
    'SET CONSTRAINTS ALL IMMEDIATE;',
    oursAgain('SET LOCAL'),
    stopWhere(
      quote(`${carried.name} ended its transaction itself; the ledger says: started.`),
      `WHERE ${TRANSACTION} <> :mg_transaction`,
    ),
    updateApplied(carried),
    'COMMIT;',
  ];
}

/**
 * `started` is committed first; where a statement fails, the ledger goes on saying so. No
 * lock_timeout: CREATE INDEX CONCURRENTLY waits for old transactions, and would leave its index
 * invalid.
 */
function oneByOne(carried: Carried, bundle: Bundle, n: number): string[] {
  return [
    insertStarted(carried, bundle, n),
    STARTED,
    ...timeoutOf('SET', carried),
    ...runParts(carried, n),
    oursAgain('SET'),
    updateApplied(carried),
  ];
}

const timeoutOf = (set: 'SET' | 'SET LOCAL', { timeout }: Carried): string[] =>
  timeout === null ? [] : [`${set} statement_timeout TO ${quote(timeout)};`];

function runParts({ sql, script }: Carried, n: number): string[] {
  const whole = script.parts.length === 1 && script.parts[0]?.end === sql.length;
  const texts = script.parts.map((part) =>
    whole && part.start === 0 ? `:'mg_sql_${n}'` : textOf(sql, part, n),
  );
  return [
    String.raw`\set SHOW_CONTEXT errors`,
    ...texts.map((text) => `SELECT ${text} \\gexec`),
    String.raw`\set SHOW_CONTEXT never`,
  ];
}

/** By bytes: a database in SQL_ASCII knows no other characters. */
function textOf(sql: string, { start, end }: Part, n: number): string {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const from = bytes(sql.slice(0, start)) + 1;
  const length = bytes(sql.slice(start, end));
  return `pg_catalog.convert_from(pg_catalog.substr(
  pg_catalog.convert_to(:'mg_sql_${n}', 'UTF8'), ${from}, ${length}), 'UTF8')`;
}

function insertStarted({ name, blob }: Carried, bundle: Bundle, n: number): string {
  const { commit, branch } = bundle;
  const orNull = (text: string | null): string => (text === null ? 'NULL' : quote(text));
  return `INSERT INTO migration_gate.ledger
  (name, blob, sql, state, origin, applied_by, commit, branch)
VALUES (${quote(name)}, '${blob}', :'mg_sql_${n}', 'started', 'bundle',
  :'mg_by', ${orNull(commit)}, ${orNull(branch)});`;
}

function updateApplied({ name }: Carried): string {
  return `UPDATE migration_gate.ledger
SET state = 'applied', applied_at = clock_timestamp(),
  duration_ms = greatest(0, (date_part('epoch', clock_timestamp()) - :mg_start) * 1000)::int8
WHERE name = ${quote(name)} AND state = 'started'
RETURNING duration_ms AS mg_ms \\gset`;
}
