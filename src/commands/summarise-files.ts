import { summariseChange } from '../core/summarise-change.ts';
import { parseSql } from '../parser/parse-sql.ts';

/** What each migration changes, by its blob (core/summarise-change.ts). */
export type Summaries = ReadonlyMap<string, string>;

/** With more of them nobody reads each line, and the names alone fill a screen. */
const MOST = 20;

/** None where there are very many; a text on which the grammar itself gives up has none. */
export async function summariseFiles(
  files: readonly { readonly blob: string; readonly sql: string }[],
): Promise<Summaries> {
  const summaries = new Map<string, string>();
  if (files.length > MOST) return summaries;
  for (const { blob, sql } of files) {
    const parsed = await parseSql(sql).catch(() => null);
    if (parsed !== null) summaries.set(blob, summariseChange(parsed));
  }
  return summaries;
}
