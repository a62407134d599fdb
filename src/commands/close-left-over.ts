import type { GateConfig } from '../config/gate-config.ts';
import { isLeftOver, type Lease, timeOf } from '../core/lease.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { readLeases } from '../state/leases.ts';
import { stateDir } from '../state/state-dir.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';
import { readFirewall } from './firewall-provider.ts';
import { closeLease, type Ended, isInUse, whileChanging } from './lease.ts';

/** Leases of this clone that no run uses any more, and that are due. */
export async function readLeftOver(context: Context, repository: Repository): Promise<Lease[]> {
  const state = stateDir(repository.commonDir);
  const found: Lease[] = [];
  for (const lease of await readLeases(state)) {
    if (isLeftOver(lease, context.now(), await isInUse(state, lease))) found.push(lease);
  }
  return found;
}

/**
 * Closes what a killed run has left open, and what was opened for longer than it was meant. False
 * where something could not be closed, which is said: it stays in the journal.
 *
 * @param target only those of this target
 */
export async function closeLeftOver(
  context: Context,
  repository: Repository,
  config: GateConfig,
  target: string,
): Promise<boolean> {
  const due = (await readLeftOver(context, repository)).filter((one) => one.target === target);
  if (due.length === 0) return true;
  const state = stateDir(repository.commonDir);
  return whileChanging(state, async () => {
    let all = true;
    // Again, now that nobody else is at it.
    for (const lease of await readLeftOver(context, repository)) {
      if (lease.target !== target) continue;
      const since = `left over from ${timeOf(lease.openedAt, context.now())}`;
      all = (await closeAndSay(context, repository, config, lease, since)) && all;
    }
    return all;
  });
}

/** Closes one lease by the provider it was opened with. Within whileChanging. */
export async function closeAndSay(
  context: Context,
  repository: Repository,
  config: GateConfig,
  lease: Lease,
  since: string,
): Promise<boolean> {
  try {
    const target = await resolveTarget(context, repository, config, lease.target);
    const as = { ...config, firewall: lease.provider };
    const { provider } = await readFirewall(context, repository, as, target, lease.cluster);
    const state = stateDir(repository.commonDir);
    return sayClosed(
      context,
      lease,
      await closeLease(state, provider, lease, context.now()),
      since,
    );
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return sayNotClosed(context, lease, error.message, error.fix);
  }
}

/** Says what became of a lease; false where the rule is still there and should not be. */
export function sayClosed(context: Context, lease: Lease, ended: Ended, since: string): boolean {
  const rule = `${lease.ip} on ${lease.target}`;
  if (ended === 'last') {
    return sayNotClosed(
      context,
      lease,
      'It is the last trusted source: without it the list would be empty, and everybody let in.',
      'Add another trusted source in the dashboard, then:  migration-gate firewall close',
    );
  }
  const what = {
    closed: 'closed',
    gone: 'it was gone already',
    foreign: 'a rule for it is there that is not known to be ours; it stays',
    shared: 'another run still needs it; it stays until that ends',
  }[ended];
  context.err(`Firewall: ${rule}, ${since}: ${what}.\n`);
  return true;
}

export function sayNotClosed(context: Context, lease: Lease, why: string, fix: string): false {
  context.err(
    `✗ The firewall is still open for ${lease.ip} on ${lease.target}.\n` +
      `    ${why.replaceAll('\n', '\n    ')}\n` +
      `What to type:\n  ${fix.replaceAll('\n', '\n  ')}\n`,
  );
  return false;
}
