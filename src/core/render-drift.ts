import { parseCatalogKey } from './catalog-key.ts';
import { describeDifference, saysBoth } from './describe-difference.ts';
import type { Drift } from './drift.ts';
import type { Folded } from './fold-differences.ts';
import { foldWords } from './fold-words.ts';
import { count } from './make-reason.ts';
import type { Since } from './schema-fingerprint.ts';
import { visible } from './visible.ts';

/** Where it was looked. */
export type Where = { readonly name: string; readonly detail: string };

/** One target's drift as text: what differs, with both definitions. */
export function renderDrift({ name, detail }: Where, drift: Drift): string {
  const head = `${name.padEnd(11)} ${visible(detail)}`;
  if (drift.kind === 'unchanged') return `${head}: ${SINCE.unchanged}\n`;
  if (drift.kind === 'unknown') {
    const [first = '', ...rest] = drift.problem.split('\n').map(visible);
    const lines = [`${head}: not compared`, `✗ ${first}`, ...rest.map((line) => `    ${line}`)];
    const all = drift.since === 'unknown' ? [] : [SINCE[drift.since], 'More is not known.'];
    return `${[...lines, ...all].join('\n')}\n`;
  }
  const { differences, promised, unfinished, since, ignored } = drift;
  const promise = `${count(promised.length)} ${promised.length === 1 ? 'promises' : 'promise'}`;
  const found =
    differences.length === 0
      ? `no drift; ${promise} what is there`
      : `${countDifferences(differences.length)} from what ${promise}`;
  return `${[
    `${head}: ${found}`,
    ...differences.flatMap((each) => renderDifference(each)),
    ...(ignored === 0 ? [] : [`${ignored} ignored by drift.ignore.`]),
    ...unfinished.map((each) => `${visible(each)} never ended; what it did is in no promise.`),
    SINCE[since],
  ].join('\n')}\n`;
}

export const countDifferences = (n: number): string =>
  n === 1 ? '1 difference' : `${n} differences`;

/** What the fingerprint in the ledger adds. */
export const SINCE: Readonly<Record<Since, string>> = {
  unchanged: 'Nothing in the schema has changed since the last deployment.',
  changed: 'The schema has changed since the last deployment.',
  unknown: 'Whether it has changed since the last deployment, the ledger does not say.',
};

function renderDifference(difference: Folded): string[] {
  const sentence = foldWords(visible(describeDifference(difference)), 74, '    ');
  return [`✗ ${sentence.join('\n')}`, ...definitionLines(difference)];
}

/** Both definitions, beneath the sentence; none where it says all there is to say. */
function definitionLines(difference: Folded): string[] {
  const { key, promised, live } = difference;
  if (saysBoth(difference) || SAID.includes(parseCatalogKey(key).kind)) return [];
  const [was, is] = onlyWhereTheyDiffer(promised, live);
  return [...definition('promised:', was), ...definition('there is:', is)];
}

/** Kinds whose sentence has their values in it, or whose value is a digest. */
const SAID: readonly string[] = [
  'function',
  'procedure',
  'aggregate',
  'options',
  'table',
  'column',
];

/** What only says that it is there. */
const BARE: readonly string[] = ['', 'there', 'composite'];

function definition(word: string, value: string | null): string[] {
  if (value === null || BARE.includes(value)) return [];
  return foldWords(`${word} ${visible(value)}`, 70, '  ').map((line) => `    ${line}`);
}

const MOST = 220;
const BEFORE = 30;

/** Of two long ones the part from a little before the first difference on. */
function onlyWhereTheyDiffer(
  promised: string | null,
  live: string | null,
): [string | null, string | null] {
  const [was, is] = [promised, live].map((value) => value?.replace(/\s+/g, ' ').trim());
  let at = 0;
  while (was && is && at < was.length && was[at] === is[at]) at += 1;
  const from = was && is && at > MOST / 2 ? at - BEFORE : 0;
  const cut = (text: string | null | undefined): string | null =>
    text ? `${from > 0 ? '…' : ''}${shorten(text.slice(from))}` : (text ?? null);
  return [cut(was), cut(is)];
}

const shorten = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);
