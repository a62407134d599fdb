import { isGap, parseTokens } from './sql-tokens.ts';

/** The header of the plain layout; null where a line is missing or says nothing. */
export type Header = {
  readonly migration: string | null;
  readonly date: string | null;
  readonly purpose: string | null;
  readonly partOf: string | null;
};

const FIELDS = {
  migration: 'Migration',
  date: 'Date',
  purpose: 'Purpose',
  partOf: 'Part of',
} as const satisfies Record<keyof Header, string>;

/**
 * The comments of the header: each on a line of its own, before the first token that is neither
 * comment nor white space. What stands inside a block comment is none of them.
 */
function* headerComments(text: string): Generator<string> {
  let lineIsBlank = true;
  for (const token of parseTokens(text)) {
    if (!isGap(token)) return;
    const source = text.slice(token.start, token.end);
    if (token.kind === 'line-comment' && lineIsBlank) yield source.slice(2).trim();
    lineIsBlank = token.kind === 'space' && (lineIsBlank || /[\n\r]/.test(source));
  }
}

/** `Migration:`, `Date:`, `Purpose:` and `Part of:` of the header; the first of each counts. */
export function parseHeader(text: string): Header {
  const comments = [...headerComments(text)];
  const valueAfter = (name: string) => {
    const prefix = `${name.toLowerCase()}:`;
    const line = comments.find((comment) => comment.toLowerCase().startsWith(prefix));
    return line?.slice(prefix.length).trim() || null;
  };
  return {
    migration: valueAfter(FIELDS.migration),
    date: valueAfter(FIELDS.date),
    purpose: valueAfter(FIELDS.purpose),
    partOf: valueAfter(FIELDS.partOf),
  };
}

/**
 * What is wrong with the header of the migration `name`, one phrase each: a line that is missing,
 * or a `Migration:` that names another file (after a rename or a copy). Its folder and `.sql` may
 * be left out.
 */
export function findHeaderProblems(text: string, name: string): readonly string[] {
  const header = parseHeader(text);
  const missing = Object.entries(FIELDS)
    .filter(([field]) => header[field as keyof Header] === null)
    .map(([, title]) => `"-- ${title}:" is missing`);
  const file = name.slice(name.lastIndexOf('/') + 1);
  const names: readonly (string | null)[] = [null, name, file, file.replace(/\.sql$/, '')];
  if (names.includes(header.migration)) return missing;
  return [`"-- Migration:" names ${header.migration}`, ...missing];
}

/** The directives of the header, `-- migration-gate: <directive>`, in order, each once. */
export function parseDirectives(text: string): readonly string[] {
  const found = [...headerComments(text)].map(
    (line) => /^migration-gate:\s*(\S+)$/.exec(line)?.[1],
  );
  return [...new Set(found.filter((directive) => directive !== undefined))];
}

/** Whether the header declares that the file cannot run in a transaction. */
export const hasNoTransactionDirective = (text: string): boolean =>
  parseDirectives(text).includes('no-transaction');

/** `-- migration-gate: audit-ok drop-table truncate: the table was never used` */
const AUDIT_OK =
  /^migration-gate:\s*audit-ok\s+([a-z][a-z0-9-]*(?:[\s,]+[a-z][a-z0-9-]*)*)\s*:\s*\S/;

/** The rules of an audit that the header acknowledges for the whole file; without a reason, none. */
export function parseAcknowledged(text: string): readonly string[] {
  const lists = [...headerComments(text)].map((line) => AUDIT_OK.exec(line)?.[1] ?? '');
  return lists.flatMap((list) => list.split(/[\s,]+/).filter((rule) => rule !== ''));
}

/** Milliseconds to days, as PostgreSQL writes them: `90s`, `15min`; 0 is without a limit. */
const DURATION = /^(0|[1-9][0-9]{0,8}(ms|s|min|h|d))$/;

/**
 * `-- migration-gate: statement-timeout 15min` of the header: how long each statement of the file
 * may take. null: the header has no such line. `bad`: its value is no duration.
 */
export function parseStatementTimeout(text: string): { value: string; bad: boolean } | null {
  for (const line of headerComments(text)) {
    const value = /^migration-gate:\s*statement-timeout(?:\s+(.*))?$/.exec(line);
    if (value !== null) return { value: value[1] ?? '', bad: !DURATION.test(value[1] ?? '') };
  }
  return null;
}
