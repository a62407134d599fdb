import { distrustReasons } from './access-reasons.ts';
import type { TargetFacts } from './facts.ts';
import { rowsOf } from './make-reason.ts';
import { nextNumber, withWidth } from './next-number.ts';
import { parseNumber } from './plain-layout.ts';
import type { LedgerRow } from './reading.ts';
import type { Refusal } from './refusal.ts';
import { renderRan } from './render-ran.ts';
import { resolveCommand } from './settlement.ts';
import { shellQuote } from './shell-quote.ts';
import { normaliseSql } from './sql-text.ts';
import { trustedAnswer } from './trusted-answer.ts';
import { visible } from './visible.ts';

export type RenumberFacts = {
  readonly name: string;
  /** `--to`, as digits; null: the next free one. */
  readonly to: string | null;
  /** Names in this worktree's folder, and everybody's with who has them. */
  readonly folder: readonly string[];
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly targets: readonly TargetFacts[];
  /** The file as it is: its blob id, and its text where it can be read; null: there is none. */
  readonly file: { readonly blob: string; readonly text: string | null } | null;
  /** The folder of the migrations. */
  readonly migrations: string;
  readonly now: string;
  readonly invoke: string;
};

export type RenumberPlan =
  | {
      readonly outcome: 'renumber';
      readonly newName: string;
      /** Whether the local ledger has it, and its row takes the new name. */
      readonly ledger: boolean;
    }
  | { readonly outcome: 'refused'; readonly refusals: readonly Refusal[] };

/**
 * Which number a migration gets. Refused where any target but local has it, or where that is not
 * known; and where the local row could not take the new name, so that nothing is half done.
 */
export function planRenumber(facts: RenumberFacts): RenumberPlan {
  const { name, file, targets } = facts;
  if (file === null) return refused(notHere(facts));
  const newName = newNameOf(facts);
  const byHand = `git mv ${pathOf(facts, name)} ${pathOf(facts, newName)}`;
  const silent = targets.filter(isSilent).flatMap((target) => withoutAnswer(target, name, byHand));
  if (silent.length > 0) return refused(...silent);
  const there = targets
    .filter((target) => target.name !== 'local')
    .flatMap((target) => rowsIn(target, name).map((row) => deployed(facts, target.name, row)));
  if (there.length > 0) return refused(...there);
  const wrong = numberProblem(facts, newName);
  if (wrong !== null) return refused(wrong);
  const [row] = targets.filter((one) => one.name === 'local').flatMap((one) => rowsIn(one, name));
  const stuck = row === undefined ? null : rowProblem(facts, file, row);
  if (stuck !== null) return refused(stuck);
  return { outcome: 'renumber', newName, ledger: row !== undefined };
}

const refused = (...refusals: Refusal[]): RenumberPlan => ({ outcome: 'refused', refusals });

const rowsIn = (target: TargetFacts, name: string): LedgerRow[] =>
  rowsOf(target).filter((row) => row.name === name);

const pathOf = ({ migrations }: RenumberFacts, name: string): string =>
  shellQuote(`${migrations}/${name}`);

function newNameOf({ name, to, folder, holders, now }: RenumberFacts): string {
  const number = to === null ? nextNumber(folder, [...holders.keys()], now) : withWidth(to, folder);
  return `${number}${name.slice(name.indexOf('_'))}`;
}

function notHere({ name, holders, invoke }: RenumberFacts): Refusal {
  const who = holders.get(name) ?? [];
  if (who.length === 0)
    return { message: `Nobody has ${visible(name)}.`, fixes: [`${invoke} status`] };
  return {
    message: `${visible(name)} is not in this worktree; these have it:\n${who.join(', ')}`,
    fixes: ['Type it where that branch is checked out:', 'git worktree list'],
  };
}

const isSilent = (target: TargetFacts): boolean =>
  target.reading.access !== 'off' && trustedAnswer(target) === null;

function withoutAnswer(target: TargetFacts, name: string, byHand: string): Refusal[] {
  return distrustReasons(target).map(({ message, fixes }) => ({
    message: `${message}\nSo nobody knows whether ${target.name} has ${visible(name)}.`,
    fixes: [
      ...fixes,
      'Or, if you know that it ran nowhere, by hand (its header names the file, too):',
      byHand,
    ],
  }));
}

function deployed(facts: RenumberFacts, target: string, row: LedgerRow): Refusal {
  const { name, holders, invoke, targets } = facts;
  const ran = renderRan({ ...row, state: 'applied', flags: [] });
  const elsewhere = targets.filter((one) => one.name !== 'local').flatMap(rowsOf);
  const others = [...holders.keys()].filter(
    (other) =>
      parseNumber(other) === parseNumber(name) && elsewhere.every((one) => one.name !== other),
  );
  return {
    message: `${target} has ${visible(name)}, so it keeps its number:\n${visible(ran)}`,
    fixes:
      others.length === 0
        ? [`${invoke} verify`]
        : [
            'Renumber the other one, where it ran nowhere but locally:',
            ...others.map((other) => `${invoke} renumber ${shellQuote(other)}`),
          ],
  };
}

function numberProblem(facts: RenumberFacts, newName: string): Refusal | null {
  const { name, to, holders, invoke } = facts;
  if (to === null) return null;
  const again = [`${invoke} renumber ${shellQuote(name)}`];
  const number = BigInt(to);
  if (parseNumber(name) === number) {
    return { message: `${visible(name)} has that number.`, fixes: again };
  }
  const taken = [...holders].filter(([other]) => parseNumber(other) === number);
  if (taken.length === 0) return null;
  const lines = taken.map(([other, who]) => `${visible(other)} (${who.join(', ')})`);
  const message = `${newName.slice(0, newName.indexOf('_'))} is taken:\n${lines.join('\n')}`;
  return { message, fixes: again };
}

/** What `resolve --renamed-from` would refuse when the file is renamed already. */
function rowProblem(
  { name, invoke }: RenumberFacts,
  file: NonNullable<RenumberFacts['file']>,
  row: LedgerRow,
): Refusal | null {
  const local = { invoke, target: 'local' };
  if (row.state === 'started') {
    return {
      message: `${name} was started on local and never finished; settle that first.`,
      fixes: [
        resolveCommand(local, name, { kind: 'applied' }),
        resolveCommand(local, name, { kind: 'not-applied' }),
      ],
    };
  }
  const same =
    row.blob === file.blob ||
    (file.text !== null && row.sql !== null && normaliseSql(file.text) === normaliseSql(row.sql));
  if (same) return null;
  return {
    message: `${name} was changed after it ran on local.`,
    fixes: [`${invoke} apply --rebuild`, `Then:  ${invoke} renumber ${shellQuote(name)}`],
  };
}
