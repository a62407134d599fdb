import type { Proof } from './evidence.ts';
import type { Catalog, Step } from './timeline.ts';
import { visible } from './visible.ts';

/** One migration on one target, key by key: what it makes, and what is there. */
export function explainEvidence(target: string, step: Step, proof: Proof, live: Catalog): string {
  const word = proof.verdict === 'absent' ? 'not there' : proof.verdict;
  const why = proof.because === null ? '' : `: ${proof.because}`;
  const head = `${step.name} on ${target}: ${word}${proof.implied ? ' (implied)' : ''}${why}`;
  const decided = new Set([...proof.for, ...proof.against, ...proof.drift]);
  const neutral = [...step.change.keys()].filter((key) => !decided.has(key));
  const both = (key: string): string[] => [
    `      it makes: ${shown(step.change.get(key))}`,
    `      there is: ${shown(live.get(key))}`,
  ];
  const lines = [
    ...proof.for.map((key) => `  ✓ ${visible(key)}`),
    ...proof.against.flatMap((key) => [`  ✗ ${visible(key)}`, ...both(key)]),
    ...proof.drift.flatMap((key) => [`  ≠ ${visible(key)}`, ...both(key)]),
    ...neutral.map((key) => `  · ${visible(key)} (others make or undo it, too)`),
  ];
  return `${[visible(head), ...lines].join('\n')}\n`;
}

const MOST = 200;

function shown(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  const line = visible(value.replace(/\s+/g, ' '));
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}
