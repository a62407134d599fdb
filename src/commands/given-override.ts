import type { Pair } from '../core/migration.ts';
import type { Override } from '../core/override.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readOverrideSetting } from '../git/override-setting.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Context } from './context.ts';

/** An override's reason as it was given, or why what was found is none. */
export type GivenReason = {
  readonly reason: string | null;
  /** A sentence for OVERRIDE_IGNORED, on lines of its own. */
  readonly ignored: string | null;
};

/**
 * The ways to give one (contract 5): `--override`, MIGRATION_GATE_OVERRIDE of this process, or
 * `git -c migration-gate.override=…`. A value left in a config file would be a permanent
 * override, so it is ignored, and that is said. Throws BAD_USAGE for an empty reason.
 */
export async function readGivenReason(
  context: Context,
  git: Git,
  option?: string,
): Promise<GivenReason> {
  const fromEnv = context.env['MIGRATION_GATE_OVERRIDE'];
  const setting = await readOverrideSetting(git);
  const inCommand = setting?.scope === 'command' ? setting.reason : undefined;
  const reason = option ?? inCommand ?? fromEnv ?? null;
  if (reason !== null && reason.trim() === '') throw emptyReason();
  const ignored =
    setting !== null && setting.scope !== 'command'
      ? `migration-gate.override in the ${setting.scope} git config is ignored:\n` +
        'an override is given for one command only.'
      : null;
  return { reason: reason?.trim() ?? null, ignored };
}

/** The override itself: who, when, and exactly what it covers. */
export async function readGivenOverride(
  context: Context,
  git: Git,
  reason: string,
  pairs: readonly Pair[],
): Promise<Override> {
  const by = await readIdentity(git);
  const exact = pairs.map(({ name, blob }) => ({ name, blob }));
  return { reason, by, at: context.now(), ref: null, commit: null, pairs: exact };
}

function emptyReason(): GateError {
  return new GateError('BAD_USAGE', {
    problem: 'An override needs a reason, and it is empty.',
    fix: 'git -c migration-gate.override="why it cannot wait" <the git command>',
  });
}
