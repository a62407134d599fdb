import { adoptCommand } from './adopt-command.ts';
import { describeDifference } from './describe-difference.ts';
import type { Advice, Facts, TargetFacts } from './facts.ts';
import { foldWords } from './fold-words.ts';
import { reason } from './make-reason.ts';
import { countDifferences, SINCE } from './render-drift.ts';
import type { Reason } from './report.ts';
import { visible } from './visible.ts';

/** So many are named in a report; `drift` names all. */
const SHOWN = 5;

/**
 * What `verify --drift` adds. With `drift.level: error` it blocks, also where it cannot be told;
 * a local database can be made anew, so there it is a warning.
 */
export function driftReasons({ name }: TargetFacts, facts: Facts): Reason[] {
  const drift = facts.drift.found.get(name);
  if (drift === undefined || drift.kind === 'unchanged') return [];
  const severity = facts.drift.level === 'error' && name !== 'local' ? 'block' : 'warn';
  if (drift.kind === 'unknown') {
    const since = drift.since === 'changed' ? [SINCE.changed] : [];
    const lines = [`Whether ${name} has drifted cannot be told.`, ...since, drift.problem];
    const message = lines.flatMap((line) => foldWords(line, 74, '')).join('\n');
    return [reason('DRIFT', name, severity, message, drift.fixes)];
  }
  const { differences } = drift;
  if (differences.length === 0) return [];
  const lines = differences
    .slice(0, SHOWN)
    .flatMap((each) => foldWords(visible(describeDifference(each)), 74, '  '));
  const message = [
    `${name} is not as its ledger promises: ${countDifferences(differences.length)}.`,
    ...lines,
    ...(differences.length > SHOWN ? [`and ${differences.length - SHOWN} more`] : []),
  ].join('\n');
  const all = `${facts.advice.invoke} drift --target ${name}`;
  return [reason('DRIFT', name, severity, message, [all, ...waysBack(name, facts.advice)])];
}

/** How what was done by hand is undone, taken into the repository, or left alone. */
export function waysBack(target: string, advice: Pick<Advice, 'invoke'>): string[] {
  const adopt = adoptCommand({ ...advice, what: '' }, target, '<name>');
  return [
    `Undo on ${target} what no migration did. Or write it as a migration,`,
    'commit that, and record that it is there already:',
    adopt,
    'Or name what is to be left alone in migration-gate.json:',
    '"drift": { "ignore": ["public.…"] }',
  ];
}
