import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Bypass, type Debt, type Override, tidyReason } from '../core/override.ts';
import { GateError } from '../errors.ts';
import { appendLine, type Line, readLines } from './json-lines.ts';

/** One file for each kind of record; append only, so that it stays what it was. */
const FILES = { override: 'overrides.jsonl', bypass: 'bypasses.jsonl' } as const;

const oid = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

/** Anybody who can write the file can write a record; what is none is refused all the same. */
const recordSchema = z.object({
  reason: z.string().min(1),
  by: z.string(),
  at: z.string(),
  ref: z.string().nullable(),
  commit: oid.nullable(),
  pairs: z.array(z.object({ name: z.string().min(1), blob: oid })),
});

/** All records of this clone, oldest first. Throws BAD_CONFIG for a damaged one. */
export async function readDebts(stateDir: string, kind: Debt['kind']): Promise<Debt[]> {
  const lines = (await readLines(stateDir, FILES[kind])) ?? [];
  const debts = lines.map((line) => parseDebt(line, kind));
  // Two hooks at once find the same bypass, and write the same line.
  return [...new Map(debts.map((debt) => [debt.id, debt])).values()];
}

export function writeOverride(stateDir: string, override: Override): Promise<void> {
  return appendLine(stateDir, FILES.override, override);
}

export function writeBypass(stateDir: string, bypass: Bypass): Promise<void> {
  return appendLine(stateDir, FILES.bypass, bypass);
}

/** A damaged record lets nothing pass and is not skipped: it might be the debt to show. */
function parseDebt({ text, where }: Line, kind: Debt['kind']): Debt {
  const result = recordSchema.safeParse(parseJson(text));
  if (result.success) return { ...tidy(result.data), id: idOf(text), kind };
  throw new GateError('BAD_CONFIG', {
    where,
    problem: `this recorded ${kind} cannot be read`,
    fix: `Delete that line of the file; its migrations then count as not ${kind === 'override' ? 'overridden' : 'recorded'}.`,
  });
}

/** JSON.parse's own error would quote the line. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** It may have been written by hand: what is printed of it stays on one line. */
function tidy(record: z.output<typeof recordSchema>): Override {
  return { ...record, reason: tidyReason(record.reason), by: tidyReason(record.by) };
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
