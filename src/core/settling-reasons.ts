import { renamedFrom } from './compare-ledger.ts';
import type { Facts, TargetFacts } from './facts.ts';
import { reason, rowsOf } from './make-reason.ts';
import { renderRan } from './render-ran.ts';
import type { MigrationStatus, Reason } from './report.ts';
import { resolveCommand, type Settlement } from './settlement.ts';
import { shellQuote } from './shell-quote.ts';
import { trustedAnswer } from './trusted-answer.ts';
import { visible } from './visible.ts';

/**
 * Changed after it ran. On the local database alone it is the daily loop: a file is applied, edited
 * and applied again, so the database is made anew. Where another target has it, too, what ran there
 * cannot be taken back, and the text that ran comes back first.
 *
 * @param apply the command that applies the candidate locally
 */
export function modifiedReason(
  target: TargetFacts,
  status: MigrationStatus,
  facts: Facts,
  apply: string,
): Reason {
  const { name } = status;
  const migration = facts.candidate.migrations.find((other) => other.name === name);
  const message = `${name} was changed after it ran on ${target.name}.`;
  const accept = settle(target.name, name, { kind: 'accept-change', force: false }, facts);
  const elsewhere = facts.targets.some(
    (other) => other.name !== 'local' && rowsOf(other).some((row) => row.name === name),
  );
  if (target.name === 'local' && !elsewhere) {
    const fixes = [
      `${apply} --rebuild`,
      'That makes the local database anew: migrations, then rebuild.seed.',
      'Or, if it has all of the change already (its catalog is asked):',
      accept,
    ];
    return reason('MODIFIED', 'local', 'block', message, fixes, [status]);
  }
  const row = rowsOf(target).find((other) => other.name === name);
  const path = shellQuote(migration?.path ?? name);
  const fixes = [
    `git cat-file -p ${shellQuote(row?.blob ?? '')} > ${path}`,
    'That gives back the text that ran. Put the change into a new migration.',
    `Or, if ${target.name} has all of the change already (its catalog is asked):`,
    accept,
  ];
  return reason('MODIFIED', target.name, 'block', message, fixes, [status]);
}

/** What no command may guess: a person looks at the database, and says what is there. */
export function interruptedReason(
  target: TargetFacts,
  status: MigrationStatus,
  facts: Facts,
): Reason {
  const { name } = status;
  const path = facts.candidate.migrations.find((other) => other.name === name)?.path ?? name;
  const from = status.branch === null ? '' : ` from ${status.branch}`;
  if (trustedAnswer(target)?.deploying) return stillRunning(target.name, status, facts);
  const message = [
    `${name} was started on ${target.name} and never finished.`,
    `${status.appliedBy ?? 'Somebody'} started it${from}.`,
    `Look there with psql (\\d, \\di) what of ${path} is there:`,
    '--applied if all its effects are there, --not-applied if none.',
    'If only some are, undo them or make the others by hand first.',
  ].join('\n');
  const fixes = resolveCommands(target.name, name, facts);
  return reason('INTERRUPTED', target.name, 'block', message, fixes, [status]);
}

/** Nothing is to be settled while somebody is at it. */
function stillRunning(target: string, status: MigrationStatus, facts: Facts): Reason {
  const { invoke, what } = facts.advice;
  const who = status.appliedBy ?? 'Somebody';
  const message = `${status.name} was started on ${target} by ${who};\na deployment is running there.`;
  const fixes = ['Wait until that has ended, then:', `${invoke} verify ${what}`.trimEnd()];
  return reason('INTERRUPTED', target, 'block', message, fixes, [status]);
}

/** The two ways to settle what was started and never finished. */
export function resolveCommands(target: string, name: string, facts: Facts): readonly string[] {
  return (['applied', 'not-applied'] as const).map((kind) => settle(target, name, { kind }, facts));
}

/** Back to the name it ran under, or the ledger takes the new one. */
export function renamedReason(target: TargetFacts, status: MigrationStatus, facts: Facts): Reason {
  const { migrations } = facts.candidate;
  const migration = migrations.find((other) => other.name === status.name);
  const old = (migration && renamedFrom(migration, migrations, rowsOf(target))) ?? '';
  const path = migration?.path ?? status.name;
  const back = path.slice(0, path.length - status.name.length) + old;
  const message = `${status.name} ran on ${target.name} under the name ${visible(old)}.`;
  const fixes = [
    `git mv ${shellQuote(path)} ${shellQuote(back)}`,
    'Or, to keep the new name:',
    settle(target.name, status.name, { kind: 'renamed-from', old }, facts),
  ];
  return reason('RENAMED', target.name, 'block', message, fixes, [status]);
}

/** In the ledger, and in no branch: the ledger keeps its text. */
export function orphanReason(
  target: string,
  orphans: readonly MigrationStatus[],
  facts: Facts,
): Reason {
  const lines = orphans.map((orphan) => visible(`${orphan.name}: ${renderRan(orphan)}`));
  const message = [`Ran on ${target} and is in no branch:`, ...lines].join('\n');
  const { invoke } = facts.advice;
  const fixes = [
    ...orphans.map(({ name }) => `${invoke} restore ${shellQuote(name)} --target ${target}`),
    'Then commit it. Or, if it is gone for good:',
    ...orphans.map(({ name }) => settle(target, name, { kind: 'retired' }, facts)),
  ];
  return reason('ORPHAN', target, 'warn', message, fixes, orphans);
}

/** The statements stand in the message: beside a block no other fixes are shown. */
export function invalidIndexReason(target: TargetFacts): Reason | null {
  const indexes = trustedAnswer(target)?.invalidIndexes ?? [];
  if (indexes.length === 0) return null;
  const head = `${indexes.length} on ${target.name}: no query uses it, every write pays for it.`;
  const lines = indexes.map(({ index, droppable }) =>
    visible(`${droppable ? 'DROP' : 'REINDEX'} INDEX CONCURRENTLY ${index};`),
  );
  const fixes = [`Run that on ${target.name} (psql); then make again what is needed.`];
  return reason('INVALID_INDEX', target.name, 'warn', [head, ...lines].join('\n'), fixes);
}

/** With where the candidate was read, as far as the default of `resolve` is another place. */
function settle(target: string, name: string, settlement: Settlement, facts: Facts): string {
  const { invoke, what } = facts.advice;
  const command = resolveCommand({ invoke, target }, name, settlement);
  const readsFile = ['accept-change', 'renamed-from'].includes(settlement.kind);
  if (!readsFile || what === '' || (what === 'HEAD' && target !== 'local')) return command;
  return `${command} ${what.startsWith('--') ? what : `--what ${what}`}`;
}
