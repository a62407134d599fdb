/** How the variables of a target begin: `eu-west`: `EU_WEST_`. The plain ones are production's. */
export const variablePrefix = (target: string): string =>
  target === 'production' ? '' : `${target.toUpperCase().replaceAll('-', '_')}_`;

/** One of them has the whole connection of a target; an earlier one wins. */
export function urlVariables(target: string): readonly [string, ...string[]] {
  const url = `${variablePrefix(target)}DATABASE_URL`;
  return target === 'production' ? ['PRODUCTION_DATABASE_URL', url] : [url];
}
