import { waitsForOthers } from './non-transactional.ts';
import type { ParsedStatement } from './parsed-sql.ts';

/** A part of a text, in UTF-16 code units. */
export type Part = { readonly start: number; readonly end: number };

/** One statement that is sent by itself. */
export type Step = {
  readonly text: string;
  /** Where it begins in the file: an index in UTF-16 code units. */
  readonly start: number;
  /** It waits for others to end their transactions, and bars nobody meanwhile. */
  readonly waits: boolean;
};

/** An index that a file makes with CONCURRENTLY, as far as the file names it. */
export type MadeIndex = { readonly name: string | null; readonly table: string };

/** How a file runs. */
export type Script =
  /**
   * One message in one transaction of ours; `text` has every character where the file has it.
   * `parts`: what of the file that is, around and between its own BEGIN and COMMIT; absent: all.
   */
  | { readonly way: 'transaction'; readonly text: string; readonly parts?: readonly Part[] }
  /**
   * Statement by statement: `units` are single statements, or a transaction of the file's own from
   * its BEGIN to its COMMIT.
   */
  | {
      readonly way: 'steps';
      readonly units: readonly (readonly Step[])[];
      readonly indexes: readonly MadeIndex[];
      /** The file says itself how long it waits for locks. */
      readonly setsLockTimeout: boolean;
    };

/** What a TransactionStmt does: `BEGIN`, `COMMIT`, `ROLLBACK_TO`; null for any other statement. */
export function transactionWord({ kind, node }: ParsedStatement): string | null {
  if (kind !== 'TransactionStmt') return null;
  // TRANS_STMT_START: START TRANSACTION, the standard's word for BEGIN
  return String(node['kind'])
    .replace('TRANS_STMT_', '')
    .replace(/^START$/, 'BEGIN');
}

/**
 * The file with its BEGIN and COMMIT blanked out, where they are exactly one pair around
 * everything, so that it can run in our transaction; null: they are not. Before BEGIN may stand
 * what means the same inside (SET, CREATE EXTENSION). A BEGIN with options (an isolation level) is
 * left alone, since our transaction has begun by then.
 */
export function withoutOuterTransaction(
  text: string,
  statements: readonly ParsedStatement[],
): Script | null {
  const begin = statements.findIndex((each) => !MAY_STAND_BEFORE.has(each.kind));
  const first = statements[begin];
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return null;
  if (transactionWord(first) !== 'BEGIN' || first.node['options'] !== undefined) return null;
  if (transactionWord(last) !== 'COMMIT' || last.node['chain']) return null;
  const inner = statements.slice(begin + 1, -1).map(transactionWord);
  if (!inner.every((word) => word === null || SAVEPOINTS.has(word))) return null;
  const inside = { start: statements[begin + 1]?.start ?? last.start, end: last.start };
  const parts = begin === 0 ? [inside] : [{ start: 0, end: first.start }, inside];
  return { way: 'transaction', text: blank(blank(text, last), first), parts };
}

const MAY_STAND_BEFORE = new Set(['VariableSetStmt', 'CreateExtensionStmt']);
const SAVEPOINTS: ReadonlySet<string> = new Set(['SAVEPOINT', 'ROLLBACK_TO', 'RELEASE']);

/**
 * Each character becomes a space, so that the server counts those after it as before;
 * behind it our own indices may be less.
 */
function blank(text: string, { start, end }: ParsedStatement): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n\r]/gu, ' ') + text.slice(end);
}

/** The statements one by one, those of a transaction of the file's own together. */
export function toSteps(text: string, statements: readonly ParsedStatement[]): Script {
  const units: Step[][] = [];
  let open = false;
  for (const statement of statements) {
    const { start, end } = statement;
    const step = { text: text.slice(start, end), start, waits: waitsForOthers(statement) };
    if (open) units.at(-1)?.push(step);
    else units.push([step]);
    const word = transactionWord(statement);
    if (word === 'BEGIN') open = true;
    if ((word === 'COMMIT' || word === 'ROLLBACK') && !statement.node['chain']) open = false;
  }
  return {
    way: 'steps',
    units,
    indexes: statements.flatMap(madeIndex),
    setsLockTimeout: statements.some(
      ({ kind, node }) => kind === 'VariableSetStmt' && node['name'] === 'lock_timeout',
    ),
  };
}

function madeIndex(statement: ParsedStatement): MadeIndex[] {
  if (statement.kind !== 'IndexStmt' || !waitsForOthers(statement)) return [];
  const { idxname, relation } = statement.node as {
    idxname?: string;
    relation?: { relname?: string };
  };
  return [{ name: idxname ?? null, table: relation?.relname ?? '' }];
}
