import { setTimeout as delay } from 'node:timers/promises';
import type { GateConfig } from '../config/gate-config.ts';
import { type Lease, timeOf } from '../core/lease.ts';
import type { Target } from '../core/target.ts';
import { withEmbeddedLock } from '../database/embedded-lock.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import { leaseLock, makeLeaseFolder } from '../state/leases.ts';
import { stateDir } from '../state/state-dir.ts';
import { resolveTarget } from './ask-targets.ts';
import { type Auditor, auditClosing, auditLease } from './audit-lease.ts';
import { awaitLogin } from './await-login.ts';
import { closeLeftOver, sayClosed, sayNotClosed } from './close-left-over.ts';
import type { Context, ExitCode } from './context.ts';
import { type Firewall, readFirewall } from './firewall-provider.ts';
import { closeLease, newLease, openLease, whileChanging } from './lease.ts';
import { publicAddress } from './public-address.ts';
import { sayLost } from './say-lost.ts';

/** For what the firewall is opened. */
export type Wanted = {
  readonly config: GateConfig;
  readonly target: string;
  /** `--ip`. */
  readonly ip?: string | undefined;
  /** Whether it is opened to write: then the audit table is told, and the deploying role logs in. */
  readonly writes: boolean;
};

/** How long what runs may go on after Ctrl-C, to end in order. */
const GRACE_MS = 5000;

/**
 * Lets this machine through the firewall while `use` runs, and closes behind it: at its end, when it
 * fails, and on Ctrl-C; after kill -9 the next command does. Throws GateError where it cannot be
 * opened; 1 where it could not be closed, or nobody answers behind it.
 */
export async function withLease(
  context: Context,
  repository: Repository,
  wanted: Wanted,
  use: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const { config } = wanted;
  const target = await resolveTarget(context, repository, config, wanted.target, wanted.writes);
  await closeLeftOver(context, repository, config, wanted.target, wanted.writes);
  const firewall = await readFirewall(context, repository, config, target);
  const ip = await publicAddress(config, wanted.ip);
  const { provider, cluster } = firewall;
  const close = provider.id === 'command' ? (config.lease.close ?? null) : null;
  const given = { target: target.name, provider: provider.id, cluster, ip, held: false, close };
  const lease = newLease(given, context.now(), config.lease.minutes);
  const by = await readIdentity(repository.git);
  const auditor = wanted.writes ? { target, by, timeoutSeconds: config.timeoutSeconds } : null;
  const run: LeasedRun = { context, repository, config, target, firewall, auditor, use };
  return context.catchInterrupts(() => holdLease(run, lease));
}

type LeasedRun = {
  readonly context: Context;
  readonly repository: Repository;
  readonly config: GateConfig;
  readonly target: Target;
  readonly firewall: Firewall;
  readonly auditor: Auditor | null;
  readonly use: () => Promise<ExitCode>;
};

/** The lock says that the lease is in use, as long as this process lives. */
async function holdLease(run: LeasedRun, lease: Lease): Promise<ExitCode> {
  const { context, repository, firewall } = run;
  const state = stateDir(repository.commonDir);
  await makeLeaseFolder(state);
  return withEmbeddedLock(leaseLock(state, lease.id), 0, async () => {
    const opening = await whileChanging(state, () => openLease(state, firewall, lease));
    if (opening.kind === 'not-ours') {
      context.err(`Firewall: ${lease.ip} is let in already (${opening.by.value}); it stays so.\n`);
      return run.use();
    }
    sayOpened(context, opening.lease);
    sayLost(context, opening.lost);
    return useAndClose(run, opening.lease);
  });
}

async function useAndClose(run: LeasedRun, lease: Lease): Promise<ExitCode> {
  let isIn = false;
  const { context, config, target, auditor } = run;
  let code: ExitCode;
  try {
    const limits = { ...config.lease, timeoutSeconds: config.timeoutSeconds };
    isIn = await awaitLogin(context, target, lease, limits);
    if (isIn && auditor !== null) await auditLease(auditor, lease, 'open');
    code = isIn ? await untilInterrupted(context, run.use) : 1;
  } catch (error) {
    await closeBehind(run, lease, isIn);
    throw error;
  }
  const closed = await closeBehind(run, lease, isIn);
  return closed || code !== 0 ? code : 1;
}

/** Never throws for what a firewall can do wrong: that is said, and false. */
async function closeBehind(run: LeasedRun, lease: Lease, isIn: boolean): Promise<boolean> {
  const { context, repository, firewall, auditor } = run;
  const state = stateDir(repository.commonDir);
  const close = (): ReturnType<typeof closeLease> =>
    closeLease(state, firewall.provider, lease, context.now());
  try {
    const ended = await whileChanging(state, () =>
      isIn && auditor !== null ? auditClosing(auditor, lease, close) : close(),
    );
    const since = `open since ${timeOf(lease.openedAt, context.now())}`;
    return sayClosed(context, repository, lease, ended, { since });
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return sayNotClosed(context, lease, error);
  }
}

/** After Ctrl-C what runs has a moment to end by itself; then it is closed all the same. */
async function untilInterrupted(context: Context, use: () => Promise<ExitCode>): Promise<ExitCode> {
  const { interrupted } = context;
  if (interrupted.aborted) return 1;
  let ended = false;
  const interruption = new Promise<void>((resolve) => {
    interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
  const tooLong = interruption.then(async (): Promise<ExitCode> => {
    await delay(GRACE_MS, undefined, { ref: false });
    if (!ended)
      context.err('Interrupted: what still runs is cut off; the ledger says what became of it.\n');
    return 1;
  });
  try {
    return await Promise.race([use(), tooLong]);
  } finally {
    ended = true;
  }
}

function sayOpened(context: Context, { ip, target, until }: Lease): void {
  context.err(`Firewall: open for ${ip} on ${target}, until ${timeOf(until, context.now())}.\n`);
}
