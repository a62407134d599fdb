import { LOCK_CLASS, LOCK_ID } from '../core/deploy-lock-key.ts';
import type { Pair } from '../core/migration.ts';
import { differingRows, type LedgerDigest } from './ledger-digest.ts';

/** The SELECTs of one message. */
export type Question = readonly string[];

/**
 * One message, so one round trip, in one read-only transaction with one snapshot: it works through
 * a pooler and on a standby, and leaves nothing behind in the session.
 */
export function readingMessage(question: Question, timeoutSeconds: number): string {
  return [...before(timeoutSeconds), ...question, 'ROLLBACK'].join(';\n');
}

/** The results of the question's SELECTs among those of its message. */
export function pickResults<T>(results: readonly T[], question: Question): readonly T[] {
  const start = before(0).length;
  return results.slice(start, start + question.length);
}

function before(timeoutSeconds: number): string[] {
  return [
    'BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY',
    `SET LOCAL statement_timeout TO ${Math.ceil(timeoutSeconds * 1000)}`,
    // A schema of somebody else's cannot put its own functions in the place of PostgreSQL's.
    'SET LOCAL search_path TO pg_catalog, pg_temp',
    // A policy on the ledger makes it an error, not a ledger with fewer rows.
    'SET LOCAL row_security TO off',
  ];
}

const IDENTITY = `
  SELECT ${utc('pg_postmaster_start_time()')} AS started, d.oid AS database,
    pg_is_in_recovery() AS standby,
    EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'advisory' AND l.granted
      AND l.database = d.oid AND l.classid = ${LOCK_CLASS} AND l.objid = ${LOCK_ID}) AS deploying
  FROM pg_database AS d WHERE d.datname = current_database()`;

const GATE = 'SELECT database_id, ledger_version FROM migration_gate.gate';

/**
 * Indexes that no query uses and every write pays for. Not those of a partitioned table itself
 * (invalid until each partition has its own), and not those that a session is at: it holds a lock
 * on the table or on the index all the time. pg_locks shows that to every role, while the progress
 * view hides the index of other roles' sessions.
 */
const INVALID_INDEXES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS index,
    format('%I.%I', tn.nspname, t.relname) AS table,
    NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid) AS droppable
  FROM pg_index AS i
  JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_class AS t ON t.oid = i.indrelid
  JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
  WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relpersistence <> 't'
    AND n.nspname <> 'pg_toast'
    AND NOT EXISTS (
      SELECT FROM pg_locks AS l
      WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'ShareUpdateExclusiveLock'
        AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        AND (l.relation = i.indexrelid
          OR l.relation = i.indrelid
            AND l.pid IN (SELECT p.pid FROM pg_stat_progress_create_index AS p)))
  ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
  LIMIT 20`;

/** Everything there is to know, where there is a ledger. */
export function firstQuestion(candidate: readonly Pair[]): Question {
  const ledger = `
    SELECT ${columns()}, CASE WHEN c.blob <> l.blob THEN l.sql END AS sql
    FROM migration_gate.ledger AS l
    LEFT JOIN json_each_text(${jsonLiteral(blobsOf(candidate))}) AS c (name, blob) ON c.name = l.name
    ORDER BY l.name COLLATE "C"`;
  return [IDENTITY, GATE, ledger, INVALID_INDEXES];
}

/** The same where only what differs is to be sent; the third answer is `differingRows`. */
export function briefQuestion({ digits, buckets }: LedgerDigest): Question {
  const ledger = differingRows(columns(), digits, jsonLiteral(Object.fromEntries(buckets)));
  return [IDENTITY, GATE, ledger, INVALID_INDEXES];
}

/** A row of the ledger without its text. */
const columns = (): string => `
      l.name, l.blob, l.state, l.origin, ${utc('l.applied_at')} AS applied_at,
      l.applied_by, l.branch, l.commit`;

/** Where the first question failed: identity, and which of our tables there are (`gate ledger`). */
export function whatIsThereQuestion(): Question {
  const tables = `
    SELECT coalesce(string_agg(c.relname, ' ' ORDER BY c.relname), '') AS tables
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'migration_gate' AND c.relname IN ('gate', 'ledger')`;
  return [IDENTITY, tables, INVALID_INDEXES];
}

/** The one table that every format of the ledger has. */
export function gateQuestion(): Question {
  return [GATE];
}

/** ISO 8601 in UTC with microseconds, whatever the session's time zone and date style. */
function utc(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/**
 * `{"001_a.sql": "<blob>", …}` as a literal. In E'…' a backslash means the same whatever
 * standard_conforming_strings says, and pure ASCII means the same in every encoding.
 */
function jsonLiteral(value: Readonly<Record<string, string>>): string {
  const json = JSON.stringify(value).replace(/[\u007f-\uffff]/g, unicodeEscape);
  return `E'${json.replace(/\\/g, '\\\\').replace(/'/g, "''")}'::json`;
}

const blobsOf = (candidate: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(candidate.map(({ name, blob }) => [name, blob]));

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
