import type { GateConfig } from '../config/gate-config.ts';
import { findOwn, type Rule } from '../core/firewall-rules.ts';
import { isLeftOver, type Lease, timeOf } from '../core/lease.ts';
import { renderFirewall } from '../core/render-firewall.ts';
import type { Target } from '../core/target.ts';
import { readIdentity } from '../git/read-identity.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { readLeases } from '../state/leases.ts';
import { stateDir } from '../state/state-dir.ts';
import { resolveTarget } from './ask-targets.ts';
import { auditLease } from './audit-lease.ts';
import { awaitLogin } from './await-login.ts';
import { closeAndSay, closeLeftOver } from './close-left-over.ts';
import type { Context, ExitCode } from './context.ts';
import { readFirewall } from './firewall-provider.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { isInUse, newLease, openLease, whileChanging } from './lease.ts';
import { publicAddress } from './public-address.ts';
import { sayLost } from './say-lost.ts';

export type FirewallOptions = {
  readonly target?: string;
  readonly ip?: string;
  readonly json?: boolean;
};

type Place = { repository: Repository; config: GateConfig; name: string; state: string };

async function readPlace(context: Context, { target }: FirewallOptions): Promise<Place> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const name = knownTarget(config, target ?? 'production');
  return { repository, config, name, state: stateDir(repository.commonDir) };
}

/** `firewall open`: lets this machine in until it is closed, or the time of the lease is over. */
export async function openFirewall(context: Context, options: FirewallOptions): Promise<ExitCode> {
  const { repository, config, name, state } = await readPlace(context, options);
  const target = await resolveTarget(context, repository, config, name);
  const all = await closeLeftOver(context, repository, config, name, true);
  const firewall = await readFirewall(context, repository, config, target);
  const { provider, cluster } = firewall;
  const ip = await publicAddress(config, options.ip);
  const close = provider.id === 'command' ? (config.lease.close ?? null) : null;
  const given = { target: name, provider: provider.id, cluster, ip, held: true, close };
  const lease = newLease(given, context.now(), config.lease.minutes);
  const code = await context.catchInterrupts(async () => {
    const opening = await whileChanging(state, () => openLease(state, firewall, lease));
    if (opening.kind === 'not-ours') {
      context.out(`${ip} is let in already (${opening.by.value}); nothing was changed.\n`);
      return 0;
    }
    sayLost(context, opening.lost);
    return keepOpen(context, { repository, config, name, state }, target, opening.lease);
  });
  return all ? code : 1;
}

/** Where the rule does not help, it does not stay. */
async function keepOpen(
  context: Context,
  { repository, config, name, state }: Place,
  target: Target,
  lease: Lease,
): Promise<ExitCode> {
  const { timeoutSeconds } = config;
  const limits = { ...config.lease, timeoutSeconds };
  if (!(await awaitLogin(context, target, lease, limits))) {
    await whileChanging(state, () =>
      closeAndSay(context, repository, config, lease, {
        since: 'which did not help',
        writes: false,
      }),
    );
    return 1;
  }
  const by = await readIdentity(repository.git);
  await auditLease({ target, by, timeoutSeconds }, lease, 'open');
  const until = timeOf(lease.until, context.now());
  const close = `${invocation(repository.root, repository.mainRoot)} firewall close`;
  context.out(`${name} is open for ${lease.ip}, until ${until}. To close it:\n  ${close}\n`);
  return 0;
}

/** `firewall close`: ends every lease of this clone on the target that no run is using. */
export async function closeFirewall(context: Context, options: FirewallOptions): Promise<ExitCode> {
  const { repository, config, name, state } = await readPlace(context, options);
  return context.catchInterrupts(() =>
    whileChanging(state, async () => {
      const leases = (await readLeases(state)).filter((lease) => lease.target === name);
      let all = true;
      for (const lease of leases) {
        if (await isInUse(state, lease)) {
          context.err(`Firewall: ${lease.ip} on ${name} is in use by another run; it closes it.\n`);
          continue;
        }
        const since = `open since ${timeOf(lease.openedAt, context.now())}`;
        all =
          (await closeAndSay(context, repository, config, lease, { since, writes: true })) && all;
      }
      if (leases.length === 0) context.out(`This clone has opened nothing on ${name}.\n`);
      return all ? 0 : 1;
    }),
  );
}

/** `firewall status`: who is let in, and which of the rules are leases of this clone. */
export async function showFirewall(context: Context, options: FirewallOptions): Promise<ExitCode> {
  const { repository, config, name, state } = await readPlace(context, options);
  const target = await resolveTarget(context, repository, config, name);
  const all = await closeLeftOver(context, repository, config, name, false);
  const { provider } = await readFirewall(context, repository, config, target);
  const leases = (await readLeases(state)).filter((lease) => lease.target === name);
  const rules = await provider.list();
  const shown = {
    version: 1 as const,
    target: name,
    provider: provider.id,
    rules: rules?.map((rule) => showRule(rule, leases)) ?? null,
    leases: await Promise.all(leases.map((lease) => showLease(context, state, lease))),
  };
  context.out(
    options.json ? `${JSON.stringify(shown, null, 2)}\n` : renderFirewall(shown, context.now()),
  );
  return all ? 0 : 1;
}

function showRule(rule: Rule, leases: readonly Lease[]) {
  const { type, value, description } = rule;
  const isOurs = leases.some(
    ({ ip, label, receipt }) => findOwn([rule], { ip, label, uuid: receipt }) !== null,
  );
  return { type, value, description: description ?? null, ours: isOurs };
}

async function showLease(context: Context, state: string, lease: Lease) {
  const { ip, openedAt, until, held } = lease;
  const inUse = await isInUse(state, lease);
  const leftOver = isLeftOver(lease, context.now(), inUse);
  return { ip, openedAt, until, state: leftOver ? 'left-over' : held ? 'open' : 'in-use' } as const;
}
