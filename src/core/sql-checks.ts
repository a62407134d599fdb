import { type Place, placeOfIndex } from './sql-position.ts';
import { keyword, parseStatements, type Statement } from './sql-statements.ts';
import type { Token } from './sql-tokens.ts';

/**
 * The first thing in the text that only psql understands: a backslash command (`\i`, `\connect`,
 * pg_dump's `\restrict`), or `COPY … FROM stdin`, whose rows follow in the file. `command` has no
 * arguments, which may be secret.
 */
export function findPsqlMetaCommand(text: string): (Place & { command: string }) | null {
  for (const statement of parseStatements(text)) {
    const backslash = statement.tokens.find((token) => text[token.start] === '\\');
    if (backslash !== undefined) {
      const command = /^\\(?:[a-z_]+\+?|\S)?/i.exec(
        text.slice(backslash.start, backslash.end + 40),
      );
      return { ...placeOfIndex(text, backslash.start), command: command?.[0] ?? '\\' };
    }
    if (copiesFromStdin(text, statement)) {
      return { ...placeOfIndex(text, statement.start), command: 'COPY ... FROM stdin' };
    }
  }
  return null;
}

/** PostgreSQL takes `FROM stdout` for the same; a FROM in parentheses is a query's own. */
function copiesFromStdin(text: string, { tokens }: Statement): boolean {
  if (keyword(text, tokens[0]) !== 'copy') return false;
  let depth = 0;
  return tokens.some((token, index) => {
    if (text[token.start] === '(') depth += 1;
    if (text[token.start] === ')') depth -= 1;
    if (depth !== 0 || keyword(text, token) !== 'from') return false;
    return ['stdin', 'stdout'].includes(keyword(text, tokens[index + 1]));
  });
}

const TRANSACTION_WORDS = new Set(
  'begin start commit end rollback abort savepoint release'.split(' '),
);

/**
 * The first statement that would begin or end a transaction, or set a savepoint, by its first
 * words. For choosing what needs the real parser: it may report too much (BEGIN ATOMIC by itself),
 * but never too little. A text that touches standard_conforming_strings, other than to set it on,
 * is reported for that, since with it off strings end elsewhere.
 */
export function findTransactionControl(text: string): (Place & { word: string }) | null {
  for (const statement of parseStatements(text)) {
    const word = transactionWord(text, statement) ?? settingWord(text, statement);
    if (word !== null) return { ...placeOfIndex(text, statement.start), word };
  }
  return null;
}

/** Where a text touches standard_conforming_strings, other than to set it on; null: nowhere. */
export function findStringSetting(text: string): Place | null {
  if (!SETTING.test(text)) return null;
  for (const statement of parseStatements(text)) {
    if (settingWord(text, statement) !== null) return placeOfIndex(text, statement.start);
  }
  return null;
}

function transactionWord(text: string, { tokens }: Statement): string | null {
  const [first, second] = tokens;
  const word = keyword(text, first);
  const next = keyword(text, second);
  const whole = ['transaction', 'prepared'].includes(next) ? `${word} ${next}` : word;
  const found = TRANSACTION_WORDS.has(word) || whole === 'prepare transaction';
  return found ? whole.toUpperCase() : null;
}

const SETTING = /standard_conforming_strings/i;
const SETS_IT_ON =
  /^set (session |local )?standard_conforming_strings (=|to) ('on'|on|true|yes|1)$/i;

function settingWord(text: string, statement: Statement): string | null {
  if (!SETTING.test(text.slice(statement.start, statement.end))) return null;
  const sources = statement.tokens.map((token) => text.slice(token.start, token.end));
  if (!sources.some((source) => SETTING.test(source))) return null; // in a comment
  return SETS_IT_ON.test(sources.join(' ')) ? null : 'SET standard_conforming_strings';
}

/** Statements by their outline, for which PostgreSQL calls PreventInTransactionBlock. */
const NON_TRANSACTIONAL: readonly (readonly [RegExp, string])[] = [
  [/^create (unique )?index concurrently\b/, 'CREATE INDEX CONCURRENTLY'],
  [/^drop index concurrently\b/, 'DROP INDEX CONCURRENTLY'],
  [/^reindex\b.* concurrently\b/, 'REINDEX CONCURRENTLY'],
  [/^reindex (\( .*\) )?(schema|database|system)\b/, 'REINDEX of more than one table'],
  [/^alter table\b.* detach partition .*concurrently$/, 'ALTER TABLE ... DETACH CONCURRENTLY'],
  [/^vacuum\b/, 'VACUUM'],
  [/^cluster( verbose| \( .*\))?$/, 'CLUSTER of all tables'],
  [/^alter system\b/, 'ALTER SYSTEM'],
  [/^create database\b/, 'CREATE DATABASE'],
  [/^drop database\b/, 'DROP DATABASE'],
  [/^alter database \S+ set tablespace\b/, 'ALTER DATABASE ... SET TABLESPACE'],
  [/^create tablespace\b/, 'CREATE TABLESPACE'],
  [/^drop tablespace\b/, 'DROP TABLESPACE'],
  [/^create subscription\b(?!.* (connect|create_slot)\b)/, 'CREATE SUBSCRIPTION'],
  [/^alter subscription \S+ refresh\b/, 'ALTER SUBSCRIPTION ... REFRESH'],
  [/^discard all$/, 'DISCARD ALL'],
];
const OUTLINE_TOKENS = 100;

/**
 * The first statement that cannot run in a transaction, as far as its words tell. What depends on
 * more (REINDEX of a partitioned table, DROP SUBSCRIPTION with a slot) the server says: 25001.
 */
export function findNonTransactional(text: string): (Place & { statement: string }) | null {
  for (const { start, tokens } of parseStatements(text)) {
    const outline = tokens.slice(0, OUTLINE_TOKENS).map((token) => sketch(text, token));
    const found = NON_TRANSACTIONAL.find(([pattern]) => pattern.test(outline.join(' ')));
    if (found) return { ...placeOfIndex(text, start), statement: found[1] };
  }
  return null;
}

/** A token for an outline: words and signs as they are, `?` for what is quoted. */
function sketch(text: string, token: Token): string {
  if (['string', 'dollar-string', 'identifier'].includes(token.kind)) return '?';
  return keyword(text, token) || text.slice(token.start, token.end);
}
