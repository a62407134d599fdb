import { bestPrefix } from './best-prefix.ts';
import type { Proof } from './evidence.ts';
import type { Facts } from './facts.ts';
import { count } from './make-reason.ts';
import type { Adoption, Choice } from './plan-adoption.ts';
import { renderFixes, renderReasons } from './render-report.ts';
import type { Reason } from './report.ts';
import type { Target } from './target.ts';
import { visible } from './visible.ts';

type Where = Pick<Target, 'name' | 'detail'>;

/** What will be recorded, each with how it is known; and what the catalog contradicts. */
export function renderAdoption(
  { adopt, contradicted }: Adoption,
  { name, detail }: Where,
  { kind }: Choice,
  proofs?: readonly Proof[],
): string {
  const known = new Map(proofs?.map((proof) => [proof.name, proof]));
  const lines = [
    ...(proofs === undefined || kind === 'names' ? [] : headline(name, proofs)),
    `Record as applied on ${name}: ${visible(detail)}, without running:`,
    ...adopt.map(({ migration }) => `  ${lineOf(migration.name, known.get(migration.name))}`),
    ...(contradicted.length === 0
      ? []
      : ['These stay as they are, for the catalog contradicts them:']),
    ...contradicted.map((each) => `  ${lineOf(each, known.get(each))}`),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(target: string, proofs: readonly Proof[]): string[] {
  const { last, mismatches } = bestPrefix(proofs);
  if (last === null || proofs.length < 2) return [];
  const but = mismatches === 0 ? '' : `, with ${mismatches} that do not fit`;
  const first = proofs[0]?.name ?? last;
  const span = first === last ? visible(last) : `${visible(first)} to ${visible(last)}`;
  return [`${target} looks like ${span}${but}.`];
}

function lineOf(name: string, proof: Proof | undefined): string {
  if (proof === undefined) return visible(name);
  const why = proof.because === null ? '' : `: ${visible(proof.because)}`;
  return `${visible(name)} (${wordOf(proof)}${why})`;
}

function wordOf({ verdict, implied }: Proof): string {
  if (verdict === 'evident') return implied ? 'implied' : 'proven';
  if (verdict === 'absent') return 'not there';
  return verdict === 'partial' ? 'in part' : 'your word';
}

/** Why there is nothing to record. */
export function renderNothing(
  { already, contradicted }: Adoption,
  { name, detail }: Where,
  { kind }: Choice,
  { advice }: Facts,
): string {
  const where = `${name}: ${visible(detail)}`;
  if (already.length > 0) return `Recorded already: ${already.join(', ')} on ${where}.\n`;
  if (contradicted.length > 0) {
    return `Nothing to record: the catalog contradicts all of it (${count(contradicted.length)}) on ${where}.\n  ${advice.invoke} verify --evidence\n`;
  }
  if (kind === 'evident') return `Nothing more is proven on ${where}.\n`;
  return `Nothing is pending on ${where}.\n`;
}

/** What the ledger lacks still, and why that blocks, where the catalog was asked. */
type Left = { readonly open: number; readonly reasons: readonly Reason[] | null };

/** The way on, while the ledger lacks some still; a local database that lacks some goes with it. */
export function whatIsOpen({ open, reasons }: Left, { advice }: Facts, { name }: Where): string {
  const command = (...words: string[]): string =>
    [advice.invoke, ...words].filter((part) => part !== '').join(' ');
  const head = `Not in the ledger of ${name} yet: ${count(open)}.`;
  if (reasons === null) return `${head}\n  ${command('verify', advice.what, '--evidence')}\n`;
  const blocking = reasons.filter(({ severity }) => severity === 'block');
  const own = blocking.filter(({ target }) => target === name);
  const isBoth =
    name === 'production' &&
    ['local', name].every((each) =>
      blocking.some(({ target, code }) => target === each && code === 'PENDING'),
    );
  const both = isBoth ? ['  Or that and the local database in one:'] : [];
  const ready = isBoth ? [`  ${command('ready', advice.what)}`] : [];
  return `${[head, renderReasons(own), renderFixes(own), ...both, ...ready].join('\n')}\n`;
}
