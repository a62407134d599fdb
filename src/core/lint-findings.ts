import type { AuditedFile, AuditFinding } from './audit.ts';
import { isNew } from './new-objects.ts';
import { relationIn } from './object-name.ts';
import { type PendingStatement, pendingStatements } from './pending-statements.ts';
import { placeOfIndex } from './sql-position.ts';

/** One line of what squawk says. */
export type LintMessage = {
  /** Which of the texts, from 0. */
  readonly file: number;
  /** From 0. */
  readonly line: number;
  /** From 0, in bytes of UTF-8. */
  readonly column: number;
  readonly rule: string;
  readonly message: string;
};

/** The parser says these, with the name of what is lost; or it did read what squawk could not. */
const SAID_ALREADY = [
  'ban-drop-table',
  'ban-drop-column',
  'ban-drop-database',
  'ban-truncate-cascade',
  'syntax-error',
];

/** What the gate sees to itself, or refuses with a sentence of its own. */
const SEEN_TO = [
  'require-timeout-settings',
  'require-lock-timeout',
  'require-statement-timeout',
  'transaction-nesting',
  'ban-uncommitted-transaction',
  'ban-concurrent-index-creation-in-transaction',
];

/** Worth a discussion, and harmless while it runs here. */
const HARMLESS = [
  // A file runs whole or not at all, and once.
  'prefer-robust-stmts',
  // It is quick once it has the lock, and the wait for that has an end.
  'require-concurrent-index-deletion',
  'prefer-bigint-over-int',
  'prefer-bigint-over-smallint',
  'prefer-identity',
  'prefer-text-field',
  'prefer-timestamp-tz',
  'prefer-repack',
  'ban-char-field',
  'ban-create-domain-with-constraint',
  'require-enum-value-ordering',
  'require-table-schema',
  'unused-ignore',
];

/**
 * What of squawk's messages is worth a look before these migrations run.
 *
 * @param chosen whether a `.squawk.toml` chooses the rules: then we leave out no harmless one
 */
export function lintFindings(
  files: readonly AuditedFile[],
  messages: readonly LintMessage[],
  chosen: boolean,
): AuditFinding[] {
  const left = new Set([...SAID_ALREADY, ...SEEN_TO, ...(chosen ? [] : HARMLESS)]);
  const statements = pendingStatements(files);
  return messages.flatMap((said) => {
    const file = files[said.file];
    if (file === undefined || left.has(said.rule)) return [];
    const index = indexOfBytes(file.sql, said);
    const statement = statements.find((pending) => isAt(pending, file, index));
    if (statement !== undefined && concernsNewTable(statement)) return [];
    const message = firstSentence(said.message);
    const place = placeOfIndex(file.sql, index);
    return [{ migration: file.migration.name, ...place, rule: said.rule, message }];
  });
}

const isAt = ({ file, statement }: PendingStatement, where: AuditedFile, index: number): boolean =>
  file === where && statement.start <= index && index < statement.end;

/** Nobody waits for a table that an earlier one of these migrations makes. */
const concernsNewTable = ({ statement, made }: PendingStatement): boolean =>
  isNew(made, relationIn(statement.node, 'relation'));

const firstSentence = (text: string): string =>
  (text.split(/\.\s+(?=[A-Z])/)[0] ?? '').replace(/\.\s*$/, '');

/** Lines end at LF for squawk; columns are bytes. */
function indexOfBytes(text: string, { line, column }: LintMessage): number {
  let index = 0;
  for (let left = line; left > 0; left -= 1) {
    const end = text.indexOf('\n', index);
    if (end === -1) return text.length;
    index = end + 1;
  }
  for (let bytes = 0; bytes < column && index < text.length; ) {
    const code = text.codePointAt(index) ?? 0;
    bytes += code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1;
    index += code > 0xffff ? 2 : 1;
  }
  return index;
}
