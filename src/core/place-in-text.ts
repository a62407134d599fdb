import { positionToLineColumn } from './sql-position.ts';

/** `migrations/003_a.sql:12:5`, or the path alone where the server names no position. */
export function placeInText(path: string, sql: string, position: number | null): string {
  if (position === null) return path;
  const { line, column } = positionToLineColumn(sql, position);
  return `${path}:${line}:${column}`;
}
