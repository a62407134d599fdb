import type { GateConfig } from '../config/gate-config.ts';
import { isLeftOver, type Lease, timeOf } from '../core/lease.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import { readLeases } from '../state/leases.ts';
import { stateDir } from '../state/state-dir.ts';
import { resolveTarget } from './ask-targets.ts';
import { auditClosing } from './audit-lease.ts';
import type { Context } from './context.ts';
import { readFirewall } from './firewall-provider.ts';
import { invocation } from './invocation.ts';
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
 * where something could not be closed, which is a warning: it stays in the journal.
 *
 * @param target only those of this target
 * @param writes whether the command may write to it: then its audit table is told
 */
export async function closeLeftOver(
  context: Context,
  repository: Repository,
  config: GateConfig,
  target: string,
  writes: boolean,
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
      all =
        (await closeAndSay(context, repository, config, lease, { since, writes, mark: '⚠️ ' })) &&
        all;
    }
    return all;
  });
}

type Saying = {
  readonly since: string;
  readonly writes: boolean;
  /** How it is marked where it fails: it is not always what the command was called for. */
  readonly mark?: '✗' | '⚠️ ';
};

/** Closes one lease by the provider it was opened with. Within whileChanging. */
export async function closeAndSay(
  context: Context,
  repository: Repository,
  config: GateConfig,
  lease: Lease,
  { since, writes, mark = '✗' }: Saying,
): Promise<boolean> {
  try {
    const target = await resolveTarget(context, repository, config, lease.target);
    const as = { ...config, firewall: lease.provider };
    const { provider } = await readFirewall(context, repository, as, target, lease.cluster);
    const state = stateDir(repository.commonDir);
    const close = (): Promise<Ended> => closeLease(state, provider, lease, context.now());
    const by = await readIdentity(repository.git);
    const auditor = { target, by, timeoutSeconds: config.timeoutSeconds };
    const ended = await (writes ? auditClosing(auditor, lease, close) : close());
    return sayClosed(context, repository, lease, ended, { since, mark });
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return sayNotClosed(context, lease, error, mark);
  }
}

/** Says what became of a lease; false where the rule is still there and should not be. */
export function sayClosed(
  context: Context,
  { root, mainRoot }: Repository,
  lease: Lease,
  ended: Ended,
  { since, mark = '✗' }: Pick<Saying, 'since' | 'mark'>,
): boolean {
  const rule = `${lease.ip} on ${lease.target}`;
  if (ended === 'last') {
    const message =
      'It is the last trusted source: without it the list would be empty, and\n' +
      'everybody let in.';
    const fix = `Add another one in the dashboard, and then:\n${invocation(root, mainRoot)} firewall close`;
    return sayNotClosed(context, lease, { message, fix }, mark);
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

export function sayNotClosed(
  context: Context,
  { ip, target }: Lease,
  { message, fix }: Pick<GateError, 'message' | 'fix'>,
  mark: '✗' | '⚠️ ' = '✗',
): false {
  context.err(
    `${mark} The firewall is still open for ${ip} on ${target}.\n` +
      `    ${message.replaceAll('\n', '\n    ')}\n` +
      `What to type:\n  ${fix.replaceAll('\n', '\n  ')}\n`,
  );
  return false;
}
