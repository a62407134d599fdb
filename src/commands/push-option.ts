import { isReason, tidyReason } from '../core/override.ts';
import { parseOverrideOption } from '../core/push-options.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { readOverrideSettings } from '../git/override-setting.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import type { GivenReason } from './given-override.ts';
import { allowsOverride } from './server-policy.ts';

/**
 * The override of a push, as a server accepts it (contract 5): the push option alone, where the
 * protected branch's current config allows it. A variable or setting of the process may be the
 * pusher's own, or the server's for ever; both are ignored, and that is said. Throws BAD_USAGE for an
 * empty reason.
 *
 * @param policyOf the commit whose config may allow it; null: there is none yet
 */
export async function readPushedReason(
  context: Context,
  { git }: Repository,
  ref: string,
  policyOf: string | null,
): Promise<GivenReason> {
  const given = parseOverrideOption(context.env);
  if (given === null) return { reason: null, ignored: await readIgnored(context, { git }) };
  const branch = visible(ref.replace('refs/heads/', ''));
  if (!(await allowsOverride(git, policyOf))) return { reason: null, ignored: notAllowed(branch) };
  if (!isReason(given)) {
    throw new GateError('BAD_USAGE', {
      problem: 'An override needs a reason, and it is empty.',
      fix: 'git push -o migration-gate.override="why it cannot wait" <remote> <branch>',
    });
  }
  return { reason: tidyReason(given), ignored: null };
}

/** Who pushes, where the server's software says it; else whom git takes for the committer. */
export async function readPusher(context: Context, { git }: Pick<Repository, 'git'>) {
  const { env } = context;
  const name =
    env['GL_USER'] ?? env['GL_USERNAME'] ?? env['GITEA_PUSHER_NAME'] ?? env['REMOTE_USER'];
  return name || readIdentity(git);
}

async function readIgnored(
  context: Context,
  { git }: Pick<Repository, 'git'>,
): Promise<string | null> {
  const variable = context.env['MIGRATION_GATE_OVERRIDE'] !== undefined;
  if (!variable && (await readOverrideSettings(git)).length === 0) return null;
  const what = variable ? 'MIGRATION_GATE_OVERRIDE' : 'migration-gate.override in a git config';
  return `${what} does not count on a server.\nThere it is: git push -o migration-gate.override="reason"`;
}

const notAllowed = (branch: string): string =>
  `${branch} takes none on this server; its configuration\n` +
  'there does not say "server": { "allowOverride": true }.\n' +
  'Deploy first; or bring that in by a push of its own, before this one.';
