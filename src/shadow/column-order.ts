import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCacheFile } from './cache-files.ts';
import type { Engine } from './engine.ts';
import { forgetSession } from './prepared.ts';

/** Columns and labels in their own order: `public.users.id`, `public.mood 'sad'`. */
export type ColumnOrder = readonly string[];

/** As many as steps are. */
const KEEP = 8;

/** What no catalog as keys and values tells: asked of an engine after its last migration. */
export async function readOrder(engine: Engine): Promise<ColumnOrder> {
  await forgetSession(engine);
  return (await engine.rows(ORDER)).map(([text]) => String(text));
}

/** As an earlier replay has kept it; null where it is not there, or damaged. */
export async function readCachedOrder(folder: string, hash: string): Promise<ColumnOrder | null> {
  const text = await readFile(fileOf(folder, hash), 'utf8').catch(() => '');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return text.slice(0, end) === digest(body) ? (JSON.parse(body) as string[]) : null;
}

export async function writeCachedOrder(
  folder: string,
  hash: string,
  order: ColumnOrder,
): Promise<void> {
  const body = JSON.stringify(order);
  await writeCacheFile(folder, nameOf(hash), `${digest(body)}\n${body}`, KEEP);
}

const nameOf = (hash: string): string => `order-${hash}.json`;
const fileOf = (folder: string, hash: string): string => join(folder, nameOf(hash));
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Another one of these is another FORMAT (chain.ts). */
const ORDER = `(SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname)
  FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT LIKE 'pg\\_%'
    AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'f', 'c')
  ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum)
  UNION ALL (SELECT quote_ident(n.nspname) || '.' || quote_ident(t.typname) || ' '
    || quote_literal(l.enumlabel)
  FROM pg_catalog.pg_enum AS l JOIN pg_catalog.pg_type AS t ON t.oid = l.enumtypid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  ORDER BY n.nspname COLLATE "C", t.typname COLLATE "C", l.enumsortorder)`;
