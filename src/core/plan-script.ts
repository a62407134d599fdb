import { nonTransactional } from './non-transactional.ts';
import type { ParsedSql, ParsedStatement } from './parsed-sql.ts';
import { placeInText } from './place-in-text.ts';
import type { Refusal } from './refusal.ts';
import { type Script, toSteps, transactionWord, withoutOuterTransaction } from './script.ts';
import { findNonTransactional, findStringSetting, findTransactionControl } from './sql-checks.ts';
import { hasNoTransactionDirective, parseStatementTimeout } from './sql-header.ts';
import { placeOfIndex } from './sql-position.ts';

/** How a file runs, or why it must not. */
export type PlannedScript = { readonly script: Script } | { readonly refusal: Refusal };

export const NO_TRANSACTION = '-- migration-gate: no-transaction';

/** Words without which no statement ends a transaction or runs outside of one. */
const TELLING =
  /\b(begin|start|commit|end|rollback|abort|savepoint|release|prepare|concurrently|reindex|vacuum|cluster|system|database|tablespace|subscription|discard)\b/i;

/** Whether it takes the real parser to say how the text runs; most texts run as they are. */
export const needsParser = (text: string): boolean =>
  TELLING.test(text) || hasNoTransactionDirective(text);

/**
 * Decides how a file runs so that the ledger stays true (contract 6 and 8).
 *
 * @param parsed null: it was not parsed, as `needsParser` allowed
 */
export function planScript(path: string, text: string, parsed: ParsedSql | null): PlannedScript {
  const timeout = parseStatementTimeout(text);
  if (timeout?.bad) {
    return refuse(
      `${path}: "statement-timeout ${timeout.value}" is no duration.`,
      'Write for instance: -- migration-gate: statement-timeout 15min',
    );
  }
  const setting = findStringSetting(text);
  if (setting !== null) {
    return refuse(
      `${path}:${setting.line}:${setting.column} changes standard_conforming_strings,\nand with it where strings end, and statements.`,
      "Take it out, and write E'…' where a backslash is to escape.",
    );
  }
  if (parsed === null && needsParser(text)) {
    return refuse(`${path} was not read as SQL.`, `Report this, with ${path}.`);
  }
  if (parsed === null) return { script: { way: 'transaction', text } };
  if (parsed.kind === 'syntax-error') return planUnread(path, text, parsed);
  return planRead(path, text, parsed.statements);
}

function planRead(
  path: string,
  text: string,
  statements: readonly ParsedStatement[],
): PlannedScript {
  const declared = hasNoTransactionDirective(text);
  const problem = findProblem(path, text, statements, declared);
  if (problem !== null) return problem;
  const begins = statements.some((each) => transactionWord(each) === 'BEGIN');
  if (!declared && !begins) return { script: { way: 'transaction', text } };
  const inner = declared ? null : withoutOuterTransaction(text, statements);
  if (inner !== null) return { script: inner };
  return { script: toSteps(text, statements) };
}

/** The first statement that cannot run where it stands. */
function findProblem(
  path: string,
  text: string,
  statements: readonly ParsedStatement[],
  declared: boolean,
): PlannedScript | null {
  const at = ({ start }: ParsedStatement): string => {
    const { line, column } = placeOfIndex(text, start);
    return `${path}:${line}:${column}`;
  };
  let open: ParsedStatement | null = null;
  for (const statement of statements) {
    const word = transactionWord(statement);
    const outside = nonTransactional(statement);
    if (outside !== null && open !== null) {
      return refuse(`${at(statement)} ${outside} cannot run in a transaction.`, OUT_OF_BEGIN);
    }
    if (outside !== null && !declared) {
      return refuse(`${at(statement)} ${outside} cannot run in a transaction.`, declare(path));
    }
    if (word === 'PREPARE') {
      return refuse(`${at(statement)} PREPARE TRANSACTION: nobody would end it.`, 'Use COMMIT.');
    }
    if ((word === 'COMMIT' || word === 'ROLLBACK') && open === null) {
      return refuse(`${at(statement)} ${word}: the file has begun no transaction.`, TAKE_OUT);
    }
    if (word === 'BEGIN') open = statement;
    if ((word === 'COMMIT' || word === 'ROLLBACK') && !statement.node['chain']) open = null;
  }
  if (open === null) return null;
  return refuse(`${at(open)} BEGIN: the file never ends this transaction.`, 'Add its COMMIT.');
}

/** The grammar is PostgreSQL 18's; where no word needs it, the server itself may judge the text. */
function planUnread(
  path: string,
  text: string,
  error: Extract<ParsedSql, { kind: 'syntax-error' }>,
): PlannedScript {
  const special = findTransactionControl(text) ?? findNonTransactional(text);
  if (special === null && !hasNoTransactionDirective(text)) {
    return { script: { way: 'transaction', text } };
  }
  return refuse(
    `${placeInText(path, text, error.position)}: ${error.message},\nso its statements cannot be told apart.`,
    `Correct ${path}, and commit it.`,
  );
}

const refuse = (message: string, ...fixes: string[]): { refusal: Refusal } => ({
  refusal: { message, fixes },
});

const TAKE_OUT = 'Take it out: the gate runs the file in a transaction of its own.';
const OUT_OF_BEGIN = 'Put it before BEGIN, behind COMMIT, or into a file of its own.';
const declare = (path: string): string =>
  `Best alone in a file, with this line at the top of ${path}:\n${NO_TRANSACTION}`;
