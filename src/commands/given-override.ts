import type { Pair } from '../core/migration.ts';
import { isReason, type Override, tidyReason } from '../core/override.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { type OverrideSetting, readOverrideSettings } from '../git/override-setting.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Context } from './context.ts';
import { readDirenvValue } from './direnv-value.ts';

/** An override's reason as it was given, or why what was found is none. */
export type GivenReason = {
  readonly reason: string | null;
  /** A sentence for OVERRIDE_IGNORED, on lines of its own. */
  readonly ignored: string | null;
};

const VARIABLE = 'MIGRATION_GATE_OVERRIDE';

/**
 * The ways to give one (contract 5): `--override`, MIGRATION_GATE_OVERRIDE of this process, or
 * `git -c migration-gate.override=…`. One that stays would pass every update, unseen: a value in a
 * config file (also one that the command line includes), in GIT_CONFIG_COUNT or in direnv's file
 * is ignored, and that is said. Throws BAD_USAGE for an empty reason.
 */
export async function readGivenReason(
  context: Context,
  git: Git,
  option?: string,
): Promise<GivenReason> {
  const { given, staying } = sortSettings(await readOverrideSettings(git), context.env);
  const variable = context.env[VARIABLE];
  const isDirenvs = variable !== undefined && readDirenvValue(context.env, VARIABLE) === variable;
  const places = new Set([...staying, ...(isDirenvs ? [`${VARIABLE} of direnv's file`] : [])]);
  const reason = option ?? given ?? (isDirenvs ? undefined : variable) ?? null;
  if (reason !== null && !isReason(reason)) throw emptyReason();
  return {
    reason: reason === null ? null : tidyReason(reason),
    ignored:
      places.size === 0
        ? null
        : [...[...places].map((place) => `${place} is ignored:`), ONE_COMMAND].join('\n'),
  };
}

const ONE_COMMAND = 'an override is given for one command only.';

/** The value of `git -c`, and the places of those that stay. */
function sortSettings(
  settings: readonly OverrideSetting[],
  env: Context['env'],
): { given: string | undefined; staying: string[] } {
  const typed = settings.filter((s) => s.scope === 'command' && s.origin === 'command line:');
  // git gives the values of GIT_CONFIG_COUNT the same scope and origin, and reads them first.
  const counted = countedValues(env);
  const filed = settings.filter((setting) => !typed.includes(setting));
  return {
    given: typed.slice(counted).at(-1)?.reason,
    staying: [
      ...filed.map(placeOf),
      ...(counted > 0 ? ['migration-gate.override in GIT_CONFIG_COUNT'] : []),
    ],
  };
}

function placeOf({ scope, origin }: OverrideSetting): string {
  const file = visible(origin.replace(/^file:/, ''));
  return scope === 'command'
    ? `migration-gate.override in ${file}`
    : `migration-gate.override in the ${scope} git config`;
}

function countedValues(env: Context['env']): number {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  const keys = Array.from({ length: Math.min(count || 0, 64) }, (_, n) => `GIT_CONFIG_KEY_${n}`);
  return keys.filter((key) => env[key]?.toLowerCase() === 'migration-gate.override').length;
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
