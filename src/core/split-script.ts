import type { Pending } from './plan-run.ts';
import type { Refusal } from './refusal.ts';
import { findNonTransactional, findTransactionControl } from './sql-checks.ts';
import { hasNoTransactionDirective } from './sql-header.ts';
import { placeOfIndex } from './sql-position.ts';

/** A part of a text, in UTF-16 code units. */
export type Part = { readonly start: number; readonly end: number };

/** How a file runs: one part in a transaction with its ledger row, or its statements one by one. */
export type Script = { readonly transactional: boolean; readonly parts: readonly Part[] };

/** A statement, as the parser gives it (parser/parse-sql.ts). */
type Statement = Part & {
  readonly kind: string;
  readonly node: Readonly<Record<string, unknown>>;
};

type Parsed =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'syntax-error'; readonly message: string; readonly position: number | null };

/** Whether PostgreSQL's own grammar has to say where the file's statements end. */
export const needsParser = (sql: string): boolean =>
  hasNoTransactionDirective(sql) || findTransactionControl(sql) !== null;

/**
 * How psql is to run a file so that the ledger stays true (contract 6). One that is exactly one
 * BEGIN … COMMIT runs without them, in the transaction of its ledger row.
 * @param parsed of a file that needs the parser; null for any other
 */
export function splitScript(planned: Pending, parsed: Parsed | null): Script | Refusal {
  const { sql } = planned;
  const outside = findNonTransactional(sql);
  if (outside !== null && !hasNoTransactionDirective(sql)) return undeclared(planned, outside);
  if (parsed === null) return { transactional: true, parts: [{ start: 0, end: sql.length }] };
  if (parsed.kind === 'syntax-error') return unreadable(planned, parsed.message);
  const { statements } = parsed;
  const inner = insideOf(statements);
  if (inner !== null && outside === null) return { transactional: true, parts: [inner] };
  const controls = statements.filter(({ kind }) => kind === 'TransactionStmt');
  if (controls.length === 0 && !hasNoTransactionDirective(sql)) {
    return { transactional: true, parts: [{ start: 0, end: sql.length }] };
  }
  const open = controls.reduce(isOpenAfter, false);
  if (open) return neverEnded(planned);
  return { transactional: false, parts: statements.map(({ start, end }) => ({ start, end })) };
}

export const isRefusal = (split: Script | Refusal): split is Refusal => 'message' in split;

const word = ({ kind, node }: Statement): string =>
  kind === 'TransactionStmt' ? String(node['kind']).replace('TRANS_STMT_', '') : '';

/** What stands between the BEGIN and the COMMIT of a file that has one of each, around all. */
function insideOf(statements: readonly Statement[]): Part | null {
  const first = statements[0];
  const last = statements.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  const begins = ['BEGIN', 'START'].includes(word(first)) && !('options' in first.node);
  const ends = word(last) === 'COMMIT' && last.node['chain'] !== true;
  const inner = statements.slice(1, -1).filter(({ kind }) => kind === 'TransactionStmt');
  const plain = inner.every((s) => ['SAVEPOINT', 'RELEASE', 'ROLLBACK_TO'].includes(word(s)));
  if (!begins || !ends || !plain) return null;
  return { start: statements[1]?.start ?? 0, end: last.start };
}

function isOpenAfter(open: boolean, statement: Statement): boolean {
  if (statement.node['chain'] === true) return true;
  const is = word(statement);
  if (is === 'BEGIN' || is === 'START') return true;
  return ['COMMIT', 'ROLLBACK', 'PREPARE'].includes(is) ? false : open;
}

type Place = { readonly line: number; readonly column: number };

function undeclared({ migration }: Pending, at: Place & { statement: string }): Refusal {
  const place = `${migration.path}:${at.line}:${at.column}`;
  return {
    message: `${place} ${at.statement} cannot run in a transaction.`,
    fixes: [
      `Put this line into the header of ${migration.path}:`,
      '-- migration-gate: no-transaction',
    ],
  };
}

function unreadable({ migration }: Pending, message: string): Refusal {
  return {
    message: `${migration.path} cannot be read as SQL: ${message}.`,
    fixes: [`Correct ${migration.path}.`],
  };
}

function neverEnded({ migration, sql }: Pending): Refusal {
  const { line } = placeOfIndex(sql, sql.length);
  return {
    message: `${migration.path}:${line} begins a transaction that it never ends.`,
    fixes: ['Take BEGIN out of the file, or give it its COMMIT.'],
  };
}
