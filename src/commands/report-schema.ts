import { z } from 'zod';
import { ACCESSES, FLAGS, REASON_CODES, STATES } from '../core/report.ts';

const nullableText = z.string().nullable();

const migration = z.strictObject({
  name: z.string(),
  state: z.enum(STATES),
  flags: z.array(z.enum(FLAGS)),
  appliedAt: nullableText,
  appliedBy: nullableText,
  branch: nullableText,
});

const target = z.strictObject({
  target: z.string(),
  access: z.enum(ACCESSES),
  detail: z.string().describe('host/database, never a secret'),
  ledger: z.string().describe('migration-gate, the name of another tool, or none'),
  migrations: z.array(migration),
});

export const reasonSchema = z.strictObject({
  code: z.enum(REASON_CODES),
  target: nullableText,
  migrations: z.array(z.string()),
  severity: z.enum(['block', 'warn']),
  message: z.string(),
  fixes: z.array(z.string()).describe('What to type, in order'),
});

export const verdictSchema = z.enum(['ready', 'blocked', 'overridden', 'not-applicable', 'error']);

/** `--json`, version 1 (core/report.ts is its type); the build ships it as JSON Schema. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  verdict: verdictSchema,
  candidate: z.strictObject({ commit: nullableText, tree: z.string(), ref: nullableText }),
  targets: z.array(target),
  reasons: z.array(reasonSchema),
});
