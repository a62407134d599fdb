import { keyword, type Statement } from './sql-statements.ts';

/**
 * A statement that pg_dump wrote, as any server from 13 on reads it, as statements without their
 * semicolons. None of it is left where it is of the version that was dumped.
 */
export function portableStatement(text: string, { start, end, tokens }: Statement): string[] {
  const sql = text.slice(start, end);
  const [first, , third] = tokens.slice(0, 3).map((token) => keyword(text, token));
  // Only its owner may comment on an extension, and the comment is of its version.
  if (first === 'comment' && third === 'extension') return [];
  return first === 'create' ? withNotNullApart(sql) : [sql];
}

const WORD = String.raw`(?:"(?:[^"]|"")+"|[^\s",.()]+)`;
const NOT_NULL = new RegExp(
  String.raw`\n {4}(?:CONSTRAINT ${WORD} )?NOT NULL (${WORD})(,?)(?=\n)`,
  'g',
);

/**
 * What a table inherits and says again: before 18, NOT NULL was no constraint of a table.
 * ```
 * CREATE TABLE public.child (
 *     CONSTRAINT child_id_not_null NOT NULL id
 * )
 * INHERITS (public.parent);
 * ```
 */
function withNotNullApart(sql: string): string[] {
  const [, table = ''] = /^CREATE (?:UNLOGGED |FOREIGN )?TABLE (\S.*?) \(\n/.exec(sql) ?? [];
  if (table === '') return [sql];
  const columns: string[] = [];
  const rest = sql.replace(NOT_NULL, (_, column: string) => {
    columns.push(column);
    return '';
  });
  const alone = columns.map(
    (column) => `ALTER TABLE ONLY ${table} ALTER COLUMN ${column} SET NOT NULL`,
  );
  return [rest.replace(/,(?=\n\))/, ''), ...alone];
}
