import { driftReasons } from './drift-reasons.ts';
import { evidenceReasons } from './evidence-reasons.ts';
import type { Facts, TargetFacts } from './facts.ts';
import { count, reason } from './make-reason.ts';
import { parseNumber } from './plain-layout.ts';
import { renumberFixes } from './renumber-fixes.ts';
import type { MigrationStatus, Reason } from './report.ts';
import {
  interruptedReason,
  invalidIndexReason,
  modifiedReason,
  orphanReason,
  renamedReason,
} from './settling-reasons.ts';
import { trustedAnswer } from './trusted-answer.ts';

/** The command that makes pending migrations run on this target. */
export function fixForPending(target: string, facts: Facts): string {
  const { invoke, what } = facts.advice;
  const command = target === 'local' ? 'apply' : 'deploy';
  const option = target === 'local' || target === 'production' ? '' : `--target ${target}`;
  return [invoke, command, what, option].filter((part) => part !== '').join(' ');
}

/** What the states of one target's migrations mean; debt is left out, it is told elsewhere. */
export function stateReasons(
  target: TargetFacts,
  statuses: readonly MigrationStatus[],
  facts: Facts,
): Reason[] {
  // There is nothing to say of what is simply applied, and that is nearly all.
  const open = statuses.filter(
    ({ state, flags }) => (state !== 'applied' || flags.length > 0) && !flags.includes('debt'),
  );
  // What ran already comes first: what runs the rest would run it again.
  const run = fixForPending(target.name, facts);
  const reasons = evidenceReasons(target, open, facts, run);
  const renamed = open.filter((s) => s.state === 'pending' && s.flags.includes('renamed'));
  const pending = open.filter((s) => s.state === 'pending' && !s.flags.includes('renamed'));
  if (pending.length > 0) reasons.push(pendingReason(target, pending, facts));
  for (const status of open) {
    if (status.state === 'modified')
      reasons.push(modifiedReason(target, status, facts, fixForPending('local', facts)));
    if (status.state === 'interrupted') reasons.push(interruptedReason(target, status, facts));
  }
  for (const status of renamed) reasons.push(renamedReason(target, status, facts));
  const late = pending.filter((status) => status.flags.includes('late'));
  if (late.length > 0 && facts.order !== 'allow')
    reasons.push(lateReason(target.name, late, facts));
  const missing = open.filter((status) => status.state === 'missing');
  const collision = collisionReason(target.name, pending, missing, facts);
  if (collision !== null) reasons.push(collision);
  const cosmetic = open.filter((status) => status.flags.includes('cosmetic'));
  if (cosmetic.length > 0) reasons.push(cosmeticReason(target.name, cosmetic));
  const orphans = missing.filter((status) => facts.orphans.has(status.name));
  if (orphans.length > 0) reasons.push(orphanReason(target.name, orphans, facts));
  const invalid = invalidIndexReason(target);
  if (invalid !== null) reasons.push(invalid);
  return [...reasons, ...driftReasons(target, facts)];
}

function pendingReason(
  target: TargetFacts,
  pending: readonly MigrationStatus[],
  facts: Facts,
): Reason {
  const { name } = target;
  const verb = name === 'local' ? 'applied to' : 'deployed to';
  const by = pending.flatMap((status) => {
    const who = facts.publishedBy.get(status.name);
    return who === undefined ? [] : [`${status.name} came with ${who}`];
  });
  const head = `Not ${verb} ${name}: ${count(pending.length)}.`;
  const message = [head, ...by, ...byHand(target, facts)].join('\n');
  return reason('PENDING', name, 'block', message, [fixForPending(name, facts)], pending);
}

/** The first adoption: no hook looks for proof, so it says who does, and what else begins one. */
function byHand(target: TargetFacts, { evidence }: Facts): string[] {
  const isNew = trustedAnswer(target)?.ledger === null;
  if (!isNew || target.name === 'local' || evidence.has(target.name)) return [];
  return [
    'It has no ledger yet. What ran there by hand: verify --evidence proves it.',
    'A database older than its migrations begins with its schema: baseline.',
  ];
}

/** Pending here, while something else with its number ran there (from another branch). */
function collisionReason(
  target: string,
  pending: readonly MigrationStatus[],
  missing: readonly MigrationStatus[],
  facts: Facts,
): Reason | null {
  const lines = pending.flatMap(({ name }) => {
    const other = missing.find((ran) => parseNumber(ran.name) === parseNumber(name));
    return other === undefined ? [] : [{ name, line: `${name} here, ${other.name} there` }];
  });
  if (lines.length === 0) return null;
  const message = ['One number, two migrations:', ...lines.map(({ line }) => line)].join('\n');
  const collided = pending.filter(({ name }) => lines.some((line) => line.name === name));
  const fixes = renumberFixes(
    collided.map(({ name }) => name),
    facts,
    'Or leave it so: both can run.',
  );
  return reason('COLLISION', target, 'warn', message, fixes, collided);
}

function lateReason(target: string, late: readonly MigrationStatus[], facts: Facts): Reason {
  const severity = facts.order === 'error' ? 'block' : 'warn';
  const message = `Numbered below what already ran on ${target}: ${count(late.length)}.`;
  const fixes = renumberFixes(
    late.map(({ name }) => name),
    facts,
    'Or leave it so, where their order does not matter.',
  );
  return reason('LATE', target, severity, message, fixes, late);
}

function cosmeticReason(target: string, cosmetic: readonly MigrationStatus[]): Reason {
  const message = `Only comments or white space differ on ${target}: ${count(cosmetic.length)}.`;
  const fixes = ['Leave it so, or give the file the text that ran again.'];
  return reason('COSMETIC', target, 'warn', message, fixes, cosmetic);
}
