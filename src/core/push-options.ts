const OVERRIDE = 'migration-gate.override';

/**
 * The reason of `git push -o migration-gate.override="reason"`, as receive-pack hands it to its
 * hooks: GIT_PUSH_OPTION_COUNT, GIT_PUSH_OPTION_0 … The last one counts, as with `git -c`; without
 * a `=` the reason is empty. null: none was given. What the count does not cover is not the push's.
 */
export function parseOverrideOption(
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const count = Number(env['GIT_PUSH_OPTION_COUNT'] ?? 0);
  for (let i = count - 1; i >= 0; i -= 1) {
    const option = env[`GIT_PUSH_OPTION_${i}`] ?? '';
    if (option === OVERRIDE) return '';
    if (option.startsWith(`${OVERRIDE}=`)) return option.slice(OVERRIDE.length + 1);
  }
  return null;
}
