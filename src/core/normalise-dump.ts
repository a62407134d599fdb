import { portableStatement } from './portable-statement.ts';
import { keyword, parseStatements, type Statement } from './sql-statements.ts';

/** What a dump sets that changes how it is read. Timeouts are the session's own to say. */
const KEPT_SETTINGS: readonly string[] = [
  'client_encoding',
  'standard_conforming_strings',
  'check_function_bodies',
  'xmloption',
  'client_min_messages',
  'row_security',
  'default_tablespace',
  'default_table_access_method',
];

/**
 * What pg_dump wrote, as plain SQL that any server from 13 on and the shadow engine can run: no
 * psql commands, no comments (they hold versions), no setting that an older server does not know.
 * Left out, too: user mappings, which hold passwords, and comments on what belongs to a superuser.
 * The same schema gives the same bytes.
 */
export function normaliseDump(dump: string): string {
  const text = withoutRestrict(dump.replaceAll('\r\n', '\n'));
  const kept = [...parseStatements(text)].flatMap((statement) => normalise(text, statement));
  return kept.map((sql) => `${sql};\n`).join('\n');
}

/**
 * pg_dump from 15.14 and 17.6 on puts all between two psql commands with a random key:
 * `\restrict 9fcVy…`, and `\unrestrict 9fcVy…` at the end.
 */
function withoutRestrict(text: string): string {
  const key = /^\\restrict (\w+)$/m.exec(text)?.[1];
  if (key === undefined) return text;
  const own = [`\\restrict ${key}`, `\\unrestrict ${key}`];
  return text
    .split('\n')
    .filter((line) => !own.includes(line))
    .join('\n');
}

function normalise(text: string, statement: Statement): string[] {
  const { start, end, tokens } = statement;
  const sql = text.slice(start, end);
  const words = tokens.slice(0, 4).map((token) => keyword(text, token));
  const [first, second, third] = words;
  if (first === 'set') return KEPT_SETTINGS.includes(second ?? '') ? [sql] : [];
  if (words.includes('mapping') && second === 'user') return [];
  if (first === 'comment' && third === 'schema' && words[3] === 'public') return [];
  // The cluster may have it already.
  if (first === 'create' && second === 'schema') {
    return [sql.replace(/^CREATE SCHEMA (?!IF )/, 'CREATE SCHEMA IF NOT EXISTS ')];
  }
  return portableStatement(text, statement);
}
