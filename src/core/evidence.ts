import type { MigrationStatus } from './report.ts';
import type { Evidence } from './weigh-evidence.ts';

/** What is known of one migration; `implied`: by inference, not by a key of its own. */
export type Proof = Evidence & { readonly implied: boolean };

/** What the catalog of each target proves, by the target's name; none where nobody asked. */
export type Evidences = ReadonlyMap<string, readonly Proof[]>;

/**
 * What no ledger holds, as the catalog shows it. What is proven to be absent is pending; what ran
 * under another name stays so, for its ledger says more than a catalog can.
 */
export function withEvidence(
  statuses: readonly MigrationStatus[],
  proofs: readonly Proof[] = [],
): readonly MigrationStatus[] {
  if (proofs.length === 0) return statuses;
  const byName = new Map(proofs.map((proof) => [proof.name, proof]));
  return statuses.map((status) => {
    const proof = byName.get(status.name);
    const isOpen = status.state === 'pending' && !status.flags.includes('renamed');
    if (proof === undefined || !isOpen || proof.verdict === 'absent') return status;
    const flags = proof.implied ? [...status.flags, 'implied' as const] : status.flags;
    return { ...status, state: proof.verdict, flags };
  });
}

/** States of what no ledger holds. */
export const OPEN_STATES: readonly string[] = ['pending', 'evident', 'partial', 'undecided'];
