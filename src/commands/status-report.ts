import { z } from 'zod';
import { ACCESSES, FLAGS, STATES } from '../core/report.ts';
import type { Status } from '../core/status.ts';
import { isOurLock } from '../core/worktree-lock.ts';
import { collisionSchema } from './collision-schema.ts';

const nullableText = z.string().nullable();

const standing = z.strictObject({
  state: z.enum(STATES),
  flags: z.array(z.enum(FLAGS)),
});

const worktree = z.strictObject({
  path: z.string(),
  branch: nullableText,
  head: nullableText,
  main: z.boolean(),
  bare: z.boolean(),
  migrations: z.array(z.string()).describe('Names of what no protected branch has'),
  gone: z.boolean().describe('Its folder is not there'),
  lock: z.strictObject({ by: z.enum(['migration-gate', 'other']), reason: z.string() }).nullable(),
});

const branch = z.strictObject({
  name: z.string(),
  ref: nullableText.describe('Full name; null: a detached HEAD'),
  commit: z.string(),
  remote: z.boolean(),
  guarded: z.boolean().describe('Whether the branch is protected'),
  worktrees: z.array(z.string()),
  uncommitted: z.array(z.string()).describe('Files of its worktrees that are in no commit'),
  problem: nullableText.describe('Why its migrations cannot be read'),
  brings: z.array(
    z.strictObject({
      name: z.string(),
      blob: z.string(),
      targets: z.record(z.string(), standing).describe('Those that answered, by name'),
    }),
  ),
});

/** One target as it was asked for an overview. */
export const targetStateSchema = z.strictObject({
  name: z.string(),
  access: z.enum(ACCESSES),
  detail: z.string().describe('host/database, never a secret'),
  problem: nullableText.describe('Why it gave no answer that counts'),
  remarks: z.array(z.string()),
  applied: z.int(),
  waiting: z.array(z.string()).describe('In a protected branch, and not applied there'),
  deploying: z.boolean(),
});

const stranger = z.strictObject({
  target: z.string(),
  name: z.string(),
  blob: z.string(),
  state: z.enum(['applied', 'started']),
  appliedAt: nullableText,
  appliedBy: z.string(),
  branch: nullableText,
  commit: nullableText,
  branchThere: z.boolean(),
  worktree: nullableText,
  now: z.strictObject({ name: z.string(), branches: z.array(z.string()) }).nullable(),
  origin: z.strictObject({ commit: z.string(), by: z.string(), at: z.string() }).nullable(),
});

/** `status --json`, version 1; the build ships it as JSON Schema. */
export const statusSchema = z.strictObject({
  version: z.literal(1),
  worktrees: z.array(worktree),
  branches: z.array(branch),
  targets: z.array(targetStateSchema),
  problem: nullableText.describe('Why no target was asked'),
  collisions: z.array(collisionSchema),
  strangers: z.array(stranger).describe('In a ledger, and in no branch'),
  passed: z
    .strictObject({ migrations: z.array(z.string()), since: nullableText })
    .describe('Let through by override, or past the hooks'),
});

/** What `--json` prints. */
export function statusReport({ worktrees, ...status }: Status): z.input<typeof statusSchema> {
  const locks = worktrees.map(({ lock, ...one }) => ({
    ...one,
    migrations: [...one.migrations],
    lock:
      lock === null
        ? null
        : { by: isOurLock(lock) ? ('migration-gate' as const) : ('other' as const), reason: lock },
  }));
  return structuredClone({ version: 1, worktrees: locks, ...status }) as z.input<
    typeof statusSchema
  >;
}
