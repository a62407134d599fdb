import { positionToLineColumn } from './sql-position.ts';

/**
 * `migrations/003_a.sql:12:5`, or the path alone where the server names no position.
 * `sentFrom`: the index at which the statement begins that was sent alone.
 */
export function placeInText(
  path: string,
  sql: string,
  position: number | null,
  sentFrom = 0,
): string {
  if (position === null) return path;
  const { line, column } = positionToLineColumn(sql, position, sentFrom);
  return `${path}:${line}:${column}`;
}
