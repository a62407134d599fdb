import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Rule } from '../core/firewall-rules.ts';
import { isLeftOver, isSameRule, type Lease, labelOf } from '../core/lease.ts';
import { withEmbeddedLock } from '../database/embedded-lock.ts';
import { GateError } from '../errors.ts';
import type { Closed, FirewallProvider, Opened } from '../firewall/provider.ts';
import {
  firewallLock,
  leaseLock,
  makeLeaseFolder,
  readLeases,
  removeLease,
  writeLease,
} from '../state/leases.ts';
import type { Firewall } from './firewall-provider.ts';

/** How long another process of this clone that changes the firewall is waited for. */
const WAIT_SECONDS = 120;

/** Enough to take over the lock of a dead process. */
const TAKE_SECONDS = 0.2;

export type Opening =
  | { readonly kind: 'ours'; readonly lease: Lease; readonly lost: readonly Rule[] }
  | { readonly kind: 'not-ours'; readonly by: Rule };

/** A lease that is about to be opened. */
export function newLease(
  given: Pick<Lease, 'target' | 'provider' | 'cluster' | 'ip' | 'held' | 'close'>,
  now: string,
  minutes: number,
): Lease {
  const id = randomBytes(6).toString('hex');
  // Whole seconds: people read it beside the rule.
  const until = `${new Date(Date.parse(now) + minutes * 60_000).toISOString().slice(0, 19)}Z`;
  const label = labelOf(hostname(), id, until);
  return { ...given, id, label, openedAt: now, until, receipt: null };
}

/** Runs alone among all processes of this clone: two worktrees would undo each other's list. */
export async function whileChanging<T>(state: string, change: () => Promise<T>): Promise<T> {
  await makeLeaseFolder(state);
  const lock = firewallLock(state);
  let entered = false;
  try {
    return await withEmbeddedLock(lock, WAIT_SECONDS, () => {
      entered = true;
      return change();
    });
  } catch (error) {
    if (entered || !isBusy(error)) throw error;
    throw new GateError('FIREWALL', {
      problem: 'Another command of this clone is changing the firewall.',
      fix: `Wait for it. If none is running: rm '${lock}'`,
    });
  }
}

/**
 * Opens the firewall; the journal has it from before the change on. Where a rule lets this machine
 * in already, nothing is changed: another run's of this clone is shared, any other is not ours.
 * Within whileChanging.
 */
export async function openLease(
  state: string,
  { provider, cluster }: Firewall,
  lease: Lease,
): Promise<Opening> {
  const twin = (await readLeases(state)).find((other) => isSameRule(other, lease));
  const shared = async ({ label, receipt }: Lease): Promise<Opening> => {
    const ours = { ...lease, cluster, label, receipt };
    await writeLease(state, ours);
    return { kind: 'ours', lease: ours, lost: [] };
  };
  // A command cannot say what is open.
  if (twin !== undefined && provider.id === 'command') return shared(twin);
  const opened = await openWith(state, provider, lease);
  if (opened.kind === 'allowed') {
    return twin !== undefined && isOf(opened.by, twin)
      ? shared(twin)
      : { kind: 'not-ours', by: opened.by };
  }
  const ours = { ...lease, receipt: opened.receipt };
  await writeLease(state, ours);
  return { kind: 'ours', lease: ours, lost: opened.lost };
}

/** Where it failed half way, what may have been added is taken away again. */
async function openWith(state: string, provider: FirewallProvider, lease: Lease): Promise<Opened> {
  let journalled = false;
  try {
    return await provider.open({
      ...lease,
      journal: async (before) => {
        await writeLease(state, lease, before);
        journalled = true;
      },
    });
  } catch (error) {
    // Where even this fails the journal keeps it, for the next command.
    if (journalled) await closeLease(state, provider, lease).catch(() => undefined);
    throw error;
  }
}

const isOf = ({ uuid, description }: Rule, twin: Lease): boolean =>
  description === twin.label || (uuid !== undefined && uuid === twin.receipt);

/** `shared`: another run of this clone needs the rule still, so it stays. */
export type Ended = Closed | 'shared';

/** Ends a lease; the journal forgets it once its rule is gone. Within whileChanging. */
export async function closeLease(
  state: string,
  provider: FirewallProvider,
  lease: Lease,
  now = lease.openedAt,
): Promise<Ended> {
  const others = (await readLeases(state)).filter(
    (other) => other.id !== lease.id && isSameRule(other, lease),
  );
  for (const other of others) {
    if (isLeftOver(other, now, await isInUse(state, other))) continue;
    await forget(state, lease);
    return 'shared';
  }
  const closed = await provider.close(lease);
  if (closed !== 'last') await forget(state, lease);
  return closed;
}

async function forget(state: string, { id }: Lease): Promise<void> {
  await removeLease(state, id);
  await rm(leaseLock(state, id), { force: true });
}

/** Whether the run that has it is alive: it holds a lock, and a dead one's can be taken. */
export async function isInUse(state: string, { id, held }: Lease): Promise<boolean> {
  if (held) return false;
  try {
    return await withEmbeddedLock(leaseLock(state, id), TAKE_SECONDS, async () => false);
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof GateError && error.code === 'EMBEDDED_BUSY';
