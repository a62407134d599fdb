import type { ParsedStatement } from '../core/parsed-sql.ts';

/**
 * The statements of a text without their places, which take longer than the parsing itself; null
 * where PostgreSQL's grammar does not accept the text.
 */
export async function parseStatements(
  text: string,
): Promise<Pick<ParsedStatement, 'kind' | 'node'>[] | null> {
  if (text.trim() === '') return [];
  const { parse, hasSqlDetails } = await import('libpg-query');
  try {
    const { stmts = [] } = await parse(text);
    return stmts.map(({ stmt = {} }) => {
      const [kind = '', node = {}] = Object.entries(stmt)[0] ?? [];
      return { kind, node: node as ParsedStatement['node'] };
    });
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    return null;
  }
}
