import { readFileSync } from 'node:fs';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** What a migration wrote in the catalog, and what is there: see the comments in the files. */
export const readTouchedSql = (): string => read('touched.sql');
export const readObjectsSql = (): string => read('objects.sql');
export const readAttachedSql = (): string => read('attached.sql');
