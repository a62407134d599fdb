import type { Difference } from './compare-catalogs.ts';

/**
 * What differs in a function. Its body is compared by a digest, so it is never shown.
 * ```
 * SETOF integer v f f u f plpgsql 5d41402abc4b2a76b9719d911017c592
 * ```
 */
export function describeRoutine({ key, kind, promised, live }: Difference): string | null {
  if (kind !== 'changed' || promised === null || live === null) return null;
  const [was, is] = [partsOf(promised), partsOf(live)];
  const found = PARTS.flatMap(([name, word], i) => {
    const [before = '', now = ''] = [was[i], is[i]];
    return before === now
      ? []
      : [word === null ? name : `${name} ${word(now)}, not ${word(before)}`];
  });
  return `${key}: ${found.join('; ')}`;
}

/** The result first, which may have spaces; the others have none. */
function partsOf(value: string): string[] {
  const words = value.split(' ');
  const result = words.slice(0, -7).join(' ');
  return [result, ...words.slice(-7)];
}

const same = (word: string): string => word;
const onOff = (word: string): string => (word === 'true' || word === 't' ? 'on' : 'off');
const VOLATILITY: Readonly<Record<string, string>> = {
  i: 'IMMUTABLE',
  s: 'STABLE',
  v: 'VOLATILE',
};
const PARALLEL: Readonly<Record<string, string>> = { s: 'SAFE', r: 'RESTRICTED', u: 'UNSAFE' };

type Part = readonly [name: string, word: ((value: string) => string) | null];

const PARTS: readonly Part[] = [
  ['result', same],
  ['volatility', (word) => VOLATILITY[word] ?? word],
  ['STRICT', onOff],
  ['SECURITY DEFINER', onOff],
  ['PARALLEL', (word) => PARALLEL[word] ?? word],
  ['LEAKPROOF', onOff],
  ['language', same],
  ['another body', null],
];
