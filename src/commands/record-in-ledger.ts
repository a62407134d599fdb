import type { GateConfig } from '../config/gate-config.ts';
import type { Facts } from '../core/facts.ts';
import type { Answer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { ensureLedger } from '../database/ensure-ledger.ts';
import { readInSession } from '../database/read-target.ts';
import type { Session } from '../database/sql-session.ts';
import type { AuditEntry } from '../database/write-audit.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { settleOpenDebts } from './open-debts.ts';
import { writeTogether } from './settle-under-lock.ts';
import { shareDebts } from './share-debts.ts';

/** What is recorded in one target's ledger without running. */
export type Recording = {
  readonly repository: Repository;
  readonly config: GateConfig;
  readonly facts: Facts;
  readonly target: Target;
};

/**
 * Under the deploy lock: makes the ledger where there is none, writes rows and audit together,
 * copies the records of this clone, and settles what is owed no more.
 *
 * @param write null: nothing is to be written
 */
export async function recordInLedger(
  context: Context,
  session: Session,
  { repository, config, facts, target }: Recording,
  write: (() => Promise<AuditEntry>) | null,
): Promise<{ readonly databaseId: string; readonly afterwards: Facts }> {
  const { timeoutSeconds } = config;
  const { databaseId } = await ensureLedger(session);
  if (write !== null) await writeTogether(session, write);
  await shareDebts(context, repository, { session, target, databaseId, timeoutSeconds });
  const after = await readInSession(session, target, facts.candidate.migrations, timeoutSeconds);
  const afterwards = factsWith(facts, target, after);
  await settleOpenDebts(context, repository, config, afterwards);
  return { databaseId, afterwards };
}

/** The facts with what a target says now. */
export function factsWith(facts: Facts, target: Target, reading: Answer): Facts {
  const targets = facts.targets.map((other) =>
    other.name === target.name ? { ...other, reading } : other,
  );
  return { ...facts, targets };
}
