import { secretsOf } from '../config/connection.ts';
import type { Lease } from '../core/lease.ts';
import { redact } from '../core/redact.ts';
import type { Target } from '../core/target.ts';
import { withSession } from '../database/session.ts';
import type { Session } from '../database/sql-session.ts';
import { writeAudit } from '../database/write-audit.ts';

/** Who opens or closes, for the audit table of the database behind the firewall. */
export type Auditor = {
  readonly target: Target;
  readonly by: string;
  readonly timeoutSeconds: number;
};

const DATABASE_ID = 'SELECT database_id FROM migration_gate.gate';

/**
 * Writes down that a lease was opened or closed (contract 7), where the database has a ledger and
 * is the pinned one; where it cannot be written, the lease goes on: it is the lesser of two evils
 * to leave the firewall open.
 */
export async function auditLease(auditor: Auditor, lease: Lease, what: 'open'): Promise<void> {
  await inAudit(auditor, (session) => write(session, auditor, lease, what)).catch(() => undefined);
}

/**
 * The session is opened while we are let in, and the row written when it is true. Where the line
 * is cut together with the rule, the row is not written.
 */
export async function auditClosing<Ended extends string>(
  auditor: Auditor,
  lease: Lease,
  close: () => Promise<Ended>,
): Promise<Ended> {
  let closing: Promise<Ended> | null = null;
  await inAudit(auditor, async (session) => {
    closing = close();
    if ((await closing) === 'closed') await write(session, auditor, lease, 'close');
  }).catch(() => undefined);
  return closing ?? close();
}

function inAudit(
  { target, timeoutSeconds }: Auditor,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const applicationName = 'migration-gate firewall';
  return withSession(target.connection, { timeoutSeconds, applicationName }, async (session) => {
    await session.run(`SET statement_timeout TO '${timeoutSeconds}s'`);
    const [row] = await session.query(DATABASE_ID);
    const known = target.pinnedId === null || row?.['database_id'] === target.pinnedId;
    if (known) await use(session);
  });
}

function write(
  session: Session,
  { target, by }: Auditor,
  { id, ip, label, openedAt, until, provider }: Lease,
  what: 'open' | 'close',
): Promise<void> {
  return writeAudit(session, {
    by,
    action: `firewall ${what}`,
    migrations: [],
    reason: null,
    details: {
      id,
      ip,
      label: redact(label, secretsOf(target.connection)),
      openedAt,
      until,
      provider,
    },
  });
}
