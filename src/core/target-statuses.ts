import { coveredNames } from './baseline.ts';
import { hasReceipt, isByReceipt } from './by-receipt.ts';
import { allApplied, compareLedger } from './compare-ledger.ts';
import { withEvidence } from './evidence.ts';
import type { Facts, TargetFacts } from './facts.ts';
import type { Migration } from './migration.ts';
import { agreesWith } from './reading.ts';
import type { MigrationStatus } from './report.ts';
import { trustedAnswer } from './trusted-answer.ts';

/** What a target has of the candidate, with the flags that only the whole of the facts tells. */
export function statusesOn(
  target: TargetFacts,
  facts: Facts,
  covered: readonly Migration[],
): readonly MigrationStatus[] {
  const { migrations } = facts.candidate;
  // There are no flags for what is simply applied.
  if (agreesWith(trustedAnswer(target)?.ledger, migrations)) return allApplied(migrations);
  const names = new Set(covered.map((migration) => migration.name));
  return statusesOf(target, facts).map((status) => withFlags(status, names, facts.orphans));
}

/** By the ledger; where it cannot be asked, by the receipts that stand for it. */
function statusesOf(target: TargetFacts, facts: Facts): readonly MigrationStatus[] {
  const { migrations } = facts.candidate;
  const answer = trustedAnswer(target);
  if (answer) {
    const rows = answer.ledger?.rows ?? [];
    const proofs = facts.evidence.get(target.name);
    const covered = coveredNames(facts.candidate.baseline);
    // A file that the baseline stands for may be gone.
    const statuses = compareLedger(migrations, rows, facts.contents).filter(
      ({ name, state }) => state !== 'missing' || !covered.has(name),
    );
    return withEvidence(statuses, proofs);
  }
  if (!isByReceipt(target, facts)) return [];
  return migrations.map((migration) => ({
    name: migration.name,
    state: hasReceipt(target, facts, migration) ? 'applied' : 'pending',
    flags: [],
    appliedAt: null,
    appliedBy: null,
    branch: null,
  }));
}

function withFlags(
  status: MigrationStatus,
  covered: ReadonlySet<string>,
  orphans: ReadonlySet<string>,
): MigrationStatus {
  const isDebt = !['applied', 'missing'].includes(status.state) && covered.has(status.name);
  if (isDebt) return { ...status, flags: [...status.flags, 'debt'] };
  const orphan = status.state === 'missing' && orphans.has(status.name);
  return orphan ? { ...status, flags: [...status.flags, 'orphan'] } : status;
}
