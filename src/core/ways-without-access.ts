import type { Facts, TargetFacts } from './facts.ts';

/** What to type where a target cannot be reached from here: the ways to deploy all the same. */
export function waysWithoutAccess(
  { name, reading }: TargetFacts,
  { advice }: Pick<Facts, 'advice'>,
): string[] {
  if (name === 'local' || reading.access !== 'unreachable') return [];
  const option = name === 'production' ? '' : `--target ${name}`;
  const bundle = [advice.invoke, 'bundle', advice.what, option].filter((part) => part !== '');
  return ['A script for a machine that has access, and the receipt it gives:', bundle.join(' ')];
}
