import { claimsOf, conditionalNames } from '../core/claims.ts';
import { removalsOf } from '../core/removals.ts';
import { unseenEffect } from '../core/unseen-effects.ts';
import { parseSql } from '../parser/parse-sql.ts';
import type { Replayed } from '../shadow/replay.ts';

/** What runs alone, and so ends the message before it. */
const ALONE = /concurrently|^\s*(vacuum|reindex|alter\s+type|alter\s+system|create\s+database)\b/i;

/** What is known of a text that has none. */
export const NO_STATEMENTS = { claims: [], conditional: [], removes: [], extensions: [] };

/** Prepares a migration for the replay: what it can prove, what it takes, how it is sent. */
export async function replayedMigration(name: string, sql: string): Promise<Replayed> {
  const parsed = await parseSql(sql);
  if (parsed.kind === 'syntax-error') {
    const unseen = `PostgreSQL 18 does not understand it (${parsed.message})`;
    return { name, messages: [sql], ...NO_STATEMENTS, unseen };
  }
  const { statements } = parsed;
  const texts = statements.map(({ start, end }) => sql.slice(start, end));
  const extensions = statements
    .filter(({ kind }) => kind === 'CreateExtensionStmt')
    .map(({ node }) => String(node['extname']));
  return {
    name,
    messages: texts.some((text) => ALONE.test(text)) ? texts : [sql],
    unseen: unseenEffect(statements),
    claims: claimsOf(statements),
    conditional: conditionalNames(statements),
    removes: removalsOf(statements),
    extensions,
  };
}
