import { z } from 'zod';
import type { Rehearsal } from '../core/rehearsal.ts';
import { collisionSchema } from './collision-schema.ts';
import { reasonSchema, verdictSchema } from './report-schema.ts';
import { targetStateSchema } from './status-report.ts';

const branch = z.strictObject({
  name: z.string(),
  commit: z.string(),
  brings: z.array(z.string()),
  conflicts: z
    .array(z.string())
    .nullable()
    .describe('Paths that git cannot merge; empty: no common history; null: no conflict'),
  verdict: verdictSchema.nullable().describe('What the gate would say; null: nobody was asked'),
  reasons: z.array(reasonSchema),
});

/** `rehearse --json`, version 1; the build ships it as JSON Schema. */
export const rehearsalSchema = z.strictObject({
  version: z.literal(1),
  clean: z.boolean(),
  into: z.strictObject({ name: z.string(), commit: z.string() }),
  branches: z.array(branch),
  pairs: z.array(
    z.strictObject({
      branches: z.tuple([z.string(), z.string()]).describe('The second, after the first'),
      paths: z.array(z.string()),
    }),
  ),
  untried: z.int().describe('Pairs that were not merged, because there are too many'),
  collisions: z.array(collisionSchema),
  order: z.array(z.string()).describe('In which as little as possible comes late'),
  late: z.array(
    z.strictObject({
      branch: z.string(),
      migrations: z.array(z.string()),
      after: z.strictObject({ migration: z.string(), branch: z.string() }),
    }),
  ),
  targets: z.array(targetStateSchema),
  problem: z.string().nullable().describe('Why no target was asked'),
});

/** What `--json` prints. */
export function rehearsalReport(
  rehearsal: Rehearsal,
  clean: boolean,
): z.input<typeof rehearsalSchema> {
  return structuredClone({ version: 1, clean, ...rehearsal }) as z.input<typeof rehearsalSchema>;
}
