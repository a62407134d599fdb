import { z } from 'zod';

/** A name of a target; it also makes its variables: `eu-west` -> `EU_WEST_DATABASE_URL`. */
export const targetName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'a target name is lower-case letters, digits, - and _');

/**
 * A relative POSIX path inside the repository: no empty, `.` or `..` segment (so no leading and
 * no trailing slash), no backslash, no control character.
 */
export const pathInRepository = z
  .string()
  .regex(
    /^(?!(?:.*\/)?\.{0,2}(?:\/|$))[^\\\p{Cc}]+$/u,
    'must be a relative path inside the repository, like database/migrations',
  );

/**
 * A glob of branch names. What would silently never match, and so protect nothing, is refused:
 * `refs/heads/`, `!`, `[…]`, `{…}` and white space.
 */
const branchGlob = z.string().regex(
  /^(?!refs\/|\/|!)[^\s\\\p{Cc}[\]{}]+$/u,
  // abort: after a mere remark the union would hand its input on, not yet transformed
  { error: 'must be a branch name without refs/heads/; only *, ** and ? are special', abort: true },
);

export const text = z.string().regex(/^[^\p{Cc}]+$/u, 'must be text on one line, and not empty');

/** Paths of files; matched by core/glob.ts. */
export const fileGlobs = z.array(text);

/**
 * Layouts of other tools are read in a later version; their names must not pass as `plain`.
 */
export const layout = z.enum(['auto', 'plain'], {
  error: 'only "plain" is supported by this version (or "auto", which finds it)',
});

const targetSettings = z.strictObject({
  id: text.optional().describe('The database id that the ledger must carry; deploy writes it'),
  loopback: z.boolean().default(false).describe('Production may be on this machine (a tunnel)'),
  tls: z
    .literal('insecure-no-verify')
    .optional()
    .describe('TLS without verification; shown in every report'),
  demo: z.boolean().default(false).describe('Production may be an embedded database'),
});

/** What the config says of one target. */
export type TargetSettings = z.output<typeof targetSettings>;

export const targetEntry = z.union([z.literal(false), targetSettings]);

/** Array form: every target. Map form: each glob with its targets. */
export const protect = z
  .union([z.array(branchGlob), z.record(branchGlob, z.array(targetName).min(1))])
  .transform(
    (input): Record<string, string[] | 'all'> =>
      Array.isArray(input) ? Object.fromEntries(input.map((glob) => [glob, 'all'])) : input,
  );
