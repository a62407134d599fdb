import { createHash } from 'node:crypto';
import type { Pair } from '../core/migration.ts';
import { digestOfMigrations } from '../core/schema-document.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of a candidate's migrations, as the head of its documents has it. */
export const digestOf = ({ migrations }: { readonly migrations: readonly Pair[] }): string =>
  digestOfMigrations(migrations, digest);
