import type { LedgerRow } from './reading.ts';
import {
  refused,
  refuseInterrupted,
  resolveCommand,
  type SettlementFacts,
  type SettlementPlan,
} from './settlement.ts';
import { normaliseSql } from './sql-text.ts';

type Facts<Kind> = SettlementFacts<Extract<SettlementFacts['settlement'], { kind: Kind }>>;

/**
 * `--accept-change`: the row takes the candidate's content. Where only comments or white space
 * differ there is nothing to prove. Else the database's own catalog shows that it has all of the
 * change, or a person says so by `--force`.
 */
export function planAcceptance(facts: Facts<'accept-change'>): SettlementPlan {
  const { name, target, invoke, text } = facts;
  const migration = facts.candidate.find((other) => other.name === name);
  const row = facts.rows.find((other) => other.name === name);
  if (migration === undefined) {
    return refused(
      `${name} is not in the candidate, so there is no change to accept.`,
      'Commit the file, or name where it is:  --what <branch>, --staged',
    );
  }
  if (row === undefined) {
    return refused(
      `${name} is not in the ledger of ${target}: it is pending there, not changed.`,
      `${invoke} ${target === 'local' ? 'apply' : 'deploy'}`,
    );
  }
  if (row.state === 'started') return refuseInterrupted(facts, name);
  if (row.blob === migration.blob) {
    return { outcome: 'already', message: `${target} has ${name} with this content already.` };
  }
  if (text === null) return refuseUnread(migration.path, migration.blob);
  if (needsProof(facts) && facts.missing?.length !== 0) return refuseUnproven(facts);
  const change = { kind: 'rewrite', name, newName: name, blob: migration.blob, sql: text } as const;
  return { outcome: 'settle', change, note: null };
}

/** Whether only the database itself can tell: what the row says of it differs in more than remarks. */
export function needsProof({
  name,
  settlement,
  rows,
  text,
}: Pick<Facts<'accept-change'>, 'name' | 'settlement' | 'rows' | 'text'>): boolean {
  const row = rows.find((other) => other.name === name);
  if (row === undefined || row.state === 'started' || text === null) return false;
  return !settlement.force && !isCosmetic(text, row);
}

/** So many objects are named. */
const SHOWN = 5;

function refuseUnproven(facts: Facts<'accept-change'>): SettlementPlan {
  const { name, target, missing } = facts;
  const command = (force: boolean): string =>
    resolveCommand(facts, name, { kind: 'accept-change', force });
  if (missing === null) {
    return refused(
      `Nothing proves that ${target} has what ${name} says now:\n` +
        'the catalog was not asked, and the text alone does not tell.',
      'npm install --save-dev @electric-sql/pglite',
      'With that it is asked. Or look yourself; where all of the change is there:',
      command(true),
    );
  }
  const more = missing.length > SHOWN ? [`and ${missing.length - SHOWN} more`] : [];
  return refused(
    [`${target} does not show what ${name} says now:`, ...missing.slice(0, SHOWN), ...more].join(
      '\n',
    ),
    `Make the rest of it on ${target} by hand, and repeat:`,
    command(false),
    'Or, where all of the change is there (you have looked):',
    command(true),
  );
}

/**
 * `--renamed-from`: the row of the old name takes the new one. The content must be the same but
 * for comments (a header names its file): a rename never lets a change pass, not even by force.
 */
export function planRename(facts: Facts<'renamed-from'>): SettlementPlan {
  const { name, target, invoke, settlement, rows, text } = facts;
  const { old } = settlement;
  const migration = facts.candidate.find((other) => other.name === name);
  const there = rows.find((other) => other.name === name);
  const row = rows.find((other) => other.name === old);
  if (migration === undefined) {
    return refused(
      `${name} is not in the candidate.`,
      'Commit the file, or name where it is:  --what <branch>, --staged',
    );
  }
  if (there !== undefined) {
    return row === undefined && there.state === 'applied' && there.blob === migration.blob
      ? { outcome: 'already', message: `${name} has that name on ${target} already.` }
      : refused(`${name} is in the ledger of ${target} already.`, `${invoke} verify`);
  }
  if (row === undefined) return refused(`${old} never ran on ${target}.`, `${invoke} verify`);
  if (row.state === 'started') return refuseInterrupted(facts, old);
  if (facts.candidate.some((other) => other.name === old)) {
    return refused(
      `${old} is in the candidate too, so ${name} is a copy of it.`,
      `Delete one of the two files (git rm).`,
    );
  }
  if (text === null) return refuseUnread(migration.path, migration.blob);
  if (row.blob !== migration.blob && !isCosmetic(text, row)) {
    return refused(
      `${name} does not say what ${old} said when it ran on ${target}.`,
      `Give it that text again:  git cat-file -p ${row.blob}`,
      'Put the change into a new migration.',
    );
  }
  const change = { kind: 'rewrite', name: old, newName: name, blob: migration.blob } as const;
  return { outcome: 'settle', change: { ...change, sql: text }, note: null };
}

const isCosmetic = (text: string, { sql }: LedgerRow): boolean =>
  sql !== null && normaliseSql(text) === normaliseSql(sql);

const refuseUnread = (path: string, blob: string): SettlementPlan =>
  refused(`${path} could not be read from git.`, `git cat-file -p ${blob}`);
