import type { Facts } from './facts.ts';
import type { Pair } from './migration.ts';
import { withoutPairs } from './pairs.ts';
import { LEDGER_VERSION } from './reading.ts';

/**
 * The facts as if a target that cannot be read had answered that all ran there but `open`: so a
 * bundle is planned, and refused, by the same rules as a deployment. The script asks the real
 * ledger before it runs anything.
 */
export function assumeLedger(facts: Facts, name: string, open: readonly Pair[]): Facts {
  const ran = withoutPairs(facts.candidate.migrations, open);
  const rows = ran.map((pair) => ({
    name: pair.name,
    blob: pair.blob,
    state: 'applied' as const,
    origin: 'deployed' as const,
    appliedAt: null,
    appliedBy: '',
    branch: null,
    commit: null,
    sql: null,
  }));
  const targets = facts.targets.map((target) => {
    if (target.name !== name) return target;
    const ledger = { databaseId: target.pinnedId ?? '', version: LEDGER_VERSION, rows };
    const identity = `the ${name} that cannot be read`;
    const known = { identity, readReplica: false, ledger, invalidIndexes: [] };
    const reading = { access: 'ok' as const, ...known };
    return { ...target, reading };
  });
  return { ...facts, targets };
}
