import { createHash } from 'node:crypto';
import type { Candidate } from '../core/candidate.ts';
import { digestOfMigrations } from '../core/schema-document.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

type Made = Pick<Candidate, 'migrations' | 'baseline'>;

/** Of a candidate's migrations and what they begin with, as the head of its documents has it. */
export function digestOf({ migrations, baseline }: Made): string {
  const pairs = migrations.map(({ name, blob }) => ({ name, blob }));
  const begin = baseline === undefined ? [] : [{ name: baseline.path, blob: baseline.blob }];
  return digestOfMigrations([...begin, ...pairs], digest);
}
