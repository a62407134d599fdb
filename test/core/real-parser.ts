import { loadModule, parseSync, scanSync } from 'libpg-query';

await loadModule();

/** A statement as PostgreSQL's own parser finds it: byte offsets, and what it is. */
export type ParsedStatement = {
  readonly from: number;
  readonly to: number;
  /** `SelectStmt`, `TransactionStmt` … */
  readonly type: string;
};

/** The statements of a text, or null where PostgreSQL's grammar does not accept it. */
export function parsedStatements(text: string): readonly ParsedStatement[] | null {
  const tree = treeOf(text);
  return (
    tree?.stmts?.map(({ stmt, stmt_location = 0, stmt_len = 0 }) => ({
      from: stmt_location,
      to: stmt_len === 0 ? Buffer.byteLength(text) : stmt_location + stmt_len,
      type: Object.keys(stmt ?? {})[0] ?? '',
    })) ?? null
  );
}

/** The parse tree without positions, as JSON; null where the grammar does not accept the text. */
export function treeWithoutPositions(text: string): string | null {
  const positions = /^(\w*location|stmt_len|\w*list_start|\w*list_end)$/;
  const tree = treeOf(text);
  if (tree === null) return null;
  return JSON.stringify(tree, (key, value) => (positions.test(key) ? undefined : value));
}

function treeOf(text: string) {
  try {
    return { stmts: [], ...parseSync(text || '\n') }; // the empty text is its only error of its own
  } catch {
    return null;
  }
}

/** The tokens of PostgreSQL's own lexer, as [start, end] in bytes; null where it refuses the text. */
export function scannedTokens(text: string): readonly (readonly [number, number])[] | null {
  try {
    return (scanSync(text).tokens ?? []).map(({ start, end }) => [start, end] as const);
  } catch {
    return null;
  }
}
