import { createHash } from 'node:crypto';
import { readAttachedSql, readObjectsSql, readTouchedSql } from './shadow-sql.ts';

/** Counted up whenever the same SQL would give other steps: what is cached is then made anew. */
const FORMAT = 5;

/** Stands for everything but the migrations that steps and images depend on. */
export function chainBase(catalogSql: string, pgliteVersion: string): string {
  const watching = [readTouchedSql(), readObjectsSql(), readAttachedSql()];
  return digest(JSON.stringify([String(FORMAT), pgliteVersion, catalogSql, ...watching]));
}

/** One hash after each migration, of all that ran until then: by their contents, not their names. */
export function chainOf(base: string, blobs: readonly string[]): string[] {
  let hash = base;
  return blobs.map((blob) => {
    hash = digest(`${hash} ${blob}`);
    return hash;
  });
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
