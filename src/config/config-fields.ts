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

const echoUrl = z
  .string()
  .regex(/^(https:\/\/|http:\/\/127\.0\.0\.1:)\S+$/, 'must be an https:// address');

/**
 * Where this machine's public address comes from: the address itself, `droplet` (it asks only its
 * own host), or services that answer with the address of whoever asks; several must agree.
 */
export const publicIp = z
  .union([
    z
      .string()
      .regex(
        /^(droplet|\d{1,3}(\.\d{1,3}){3}|https:\/\/\S+|http:\/\/127\.0\.0\.1:\S+)$/,
        'must be an IPv4 address, "droplet", or an https:// address that answers with it',
      ),
    z.array(echoUrl).min(1),
  ])
  .describe('The public IPv4 address of this machine, or who tells it');

/** How the firewall is opened for a while. */
export const lease = z
  .strictObject({
    open: text.optional().describe('firewall "command": opens it for $MIGRATION_GATE_IP'),
    close: text.optional().describe('firewall "command": closes it again'),
    waitSeconds: z.int().min(1).max(600).default(75).describe('How long a login may take to work'),
    minutes: z.int().min(1).max(1440).default(60).describe('How long "firewall open" lets in'),
  })
  .prefault({});

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
