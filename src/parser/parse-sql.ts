import type { ParsedSql, ParsedStatement } from '../core/parsed-sql.ts';
import { isGap, parseTokens } from '../core/sql-tokens.ts';

/**
 * The statements of a text, by libpg_query: the grammar of PostgreSQL itself, compiled to WebAssembly.
 * Loaded at the first call, for it takes some 30 ms; so no hook that passes ever does.
 */
export async function parseSql(text: string): Promise<ParsedSql> {
  // Its own words for the empty text are an error; to PostgreSQL that is no statement.
  if (text === '') return { kind: 'statements', statements: [] };
  const { parse, hasSqlDetails } = await import('libpg-query');
  try {
    const { stmts = [] } = await parse(text);
    const indexOf = indexOfByte(text);
    return {
      kind: 'statements',
      statements: stmts.map(({ stmt = {}, stmt_location: from = 0, stmt_len: length }) => {
        const [kind = '', node = {}] = Object.entries(stmt)[0] ?? [];
        // { stmt_location: 13, stmt_len: 23 }, in bytes; the last one without semicolon has no length
        const start = indexOf(from);
        const end = length === undefined ? text.length : indexOf(from + length);
        return {
          kind,
          node: node as ParsedStatement['node'],
          ...withoutGaps(text, start, end),
        };
      }),
    };
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    const { message = error.message, cursorPosition: at = -1 } = error.sqlDetails ?? {};
    // { message: 'syntax error at or near ";"', cursorPosition: 13 }: code points, from 0
    return { kind: 'syntax-error', message, position: at < 0 ? null : at + 1 };
  }
}

/** White space and comments belong to no statement, but libpg_query counts those before one to it. */
function withoutGaps(text: string, from: number, to: number): { start: number; end: number } {
  const tokens = [...parseTokens(text.slice(from, to))].filter((token) => !isGap(token));
  return { start: from + (tokens[0]?.start ?? 0), end: from + (tokens.at(-1)?.end ?? 0) };
}

/** From UTF-8 bytes to UTF-16 code units; to be asked in rising order. */
function indexOfByte(text: string): (byte: number) => number {
  let index = 0;
  let bytes = 0;
  return (byte) => {
    for (; bytes < byte && index < text.length; ) {
      const code = text.codePointAt(index) ?? 0;
      bytes += code > 0xffff ? 4 : code > 0x7ff ? 3 : code > 0x7f ? 2 : 1;
      index += code > 0xffff ? 2 : 1;
    }
    return index;
  };
}
