import { planAcceptance, planRename } from './plan-row-change.ts';
import {
  refused,
  refuseInterrupted,
  resolveCommand,
  type SettlementFacts,
  type SettlementPlan,
} from './settlement.ts';

/** What a settlement does to the ledger, or why it is refused. Said again it changes nothing. */
export function planSettlement(facts: SettlementFacts): SettlementPlan {
  const { settlement } = facts;
  switch (settlement.kind) {
    case 'accept-change':
      return planAcceptance({ ...facts, settlement });
    case 'renamed-from':
      return planRename({ ...facts, settlement });
    case 'retired':
      return planRetirement(facts);
    default:
      return planEnd(facts, settlement.kind);
  }
}

function planEnd(facts: SettlementFacts, kind: 'applied' | 'not-applied'): SettlementPlan {
  const { name, target, invoke } = facts;
  const row = facts.rows.find((other) => other.name === name);
  if (row?.state === 'started') {
    const change = { kind: kind === 'applied' ? 'finish' : 'remove', name } as const;
    return { outcome: 'settle', change, note: null };
  }
  if (kind === 'applied' && row !== undefined) {
    return { outcome: 'already', message: `${name} is applied on ${target} already.` };
  }
  if (kind === 'not-applied' && row === undefined && facts.recorded) {
    return { outcome: 'already', message: `${name} is settled so on ${target} already.` };
  }
  return refused(`${name} is not interrupted on ${target}.`, `${invoke} verify`);
}

function planRetirement(facts: SettlementFacts): SettlementPlan {
  const { name, target, invoke, holders } = facts;
  const row = facts.rows.find((other) => other.name === name);
  if (row === undefined) {
    return facts.recorded
      ? { outcome: 'already', message: `${name} is retired on ${target} already.` }
      : refused(`${name} is not in the ledger of ${target}.`, `${invoke} verify`);
  }
  if (row.state === 'started') return refuseInterrupted(facts, name);
  const twin = facts.candidate.find((other) => other.blob === row.blob && other.name !== name);
  if (holders.length > 0) {
    return refused(
      `${name} is not gone: it is in ${holders.join(', ')}.`,
      'Delete it there first, or the branch with it.',
      'A remote branch that is gone goes here with:  git fetch --prune',
    );
  }
  if (twin !== undefined) {
    const rename = { kind: 'renamed-from', old: name } as const;
    return refused(
      `${name} is not gone: its content is in ${twin.name} now.`,
      resolveCommand(facts, twin.name, rename),
    );
  }
  const note = 'What it made stays in the database; its row is kept in the audit table.';
  return { outcome: 'settle', change: { kind: 'remove', name }, note };
}
