import { setTimeout as delay } from 'node:timers/promises';
import type { Source } from '../config/env-source.ts';
import type { GateConfig } from '../config/gate-config.ts';
import { variableValue } from '../config/variable-group.ts';
import { isLoopback } from '../core/loopback.ts';
import type { Target } from '../core/target.ts';
import { TRUSTED_SOURCES } from '../core/ways-out.ts';
import { GateError } from '../errors.ts';
import { commandFirewall } from '../firewall/command-provider.ts';
import { digitalOcean } from '../firewall/digitalocean.ts';
import { type Api, openApi } from '../firewall/digitalocean-api.ts';
import { findCluster } from '../firewall/digitalocean-clusters.ts';
import type { FirewallProvider } from '../firewall/provider.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { readSources } from './read-sources.ts';

const API = 'https://api.digitalocean.com';
const ANSWER_MS = 15_000;
const COMMAND_MS = 120_000;

export type Firewall = {
  readonly provider: FirewallProvider;
  /** The cluster it is about; empty for `command`. */
  readonly cluster: string;
};

/**
 * The firewall in front of a target, as the configuration has it.
 *
 * @param cluster of a lease, where it is known already
 * @throws GateError FIREWALL with the dashboard's path, where there is no way to change it from here
 */
export async function readFirewall(
  context: Context,
  repository: Repository,
  config: GateConfig,
  target: Target,
  cluster?: string,
): Promise<Firewall> {
  const kind = config.firewall ?? 'digitalocean';
  if (kind === 'none') throw cannotBeOpened('"firewall" is "none" in migration-gate.json');
  if (target.connection.kind !== 'server') throw cannotBeOpened(`${target.name} is embedded`);
  const { host } = target.connection;
  if (kind === 'command') {
    const { open = '', close = '' } = config.lease;
    const settings = { open, close, cwd: repository.root, env: context.env, host };
    const provider = commandFirewall({ ...settings, target: target.name, timeoutMs: COMMAND_MS });
    return { provider, cluster: '' };
  }
  const sources = await readSources(context, repository);
  const api = apiOf(context, sources, ANSWER_MS);
  if (api === null) throw cannotBeOpened('DIGITALOCEAN_API_TOKEN is not set');
  const id = cluster ?? (await readCluster(api, sources, target.name, host));
  if (id === null) throw noCluster(host);
  return { provider: digitalOcean(api, id, delay), cluster: id };
}

/** DigitalOcean's API with the token of the configuration; null where there is none. */
export function apiOf(context: Context, sources: readonly Source[], timeoutMs: number): Api | null {
  const token = firstValue(sources, 'DIGITALOCEAN_API_TOKEN')?.trim();
  if (token === undefined) return null;
  context.hide([token]);
  if (/[^\x21-\x7e]/.test(token)) {
    throw new GateError('FIREWALL', {
      problem: 'DIGITALOCEAN_API_TOKEN has a character that no token has.',
      fix: 'Correct it in .env: one line, no spaces.',
    });
  }
  return openApi({ token, baseUrl: baseUrlOf(context), timeoutMs, pause: delay });
}

/** The id that is configured is production's; for other targets the host name tells. */
export async function readCluster(
  api: Api,
  sources: readonly Source[],
  target: string,
  host: string,
): Promise<string | null> {
  const given = firstValue(sources, 'DIGITALOCEAN_DATABASE_ID')?.trim();
  if (target === 'production' && given !== undefined) return given;
  return findCluster(api, host);
}

function firstValue(sources: readonly Source[], variable: string): string | undefined {
  return sources.map((source) => variableValue(source, variable)).find((one) => one !== undefined);
}

/** For tests; nowhere but to this machine would the token be sent. */
function baseUrlOf({ env }: Context): string {
  const given = env['MIGRATION_GATE_DIGITALOCEAN_API'];
  if (given === undefined || given === '') return API;
  if (URL.canParse(given) && isLoopback(new URL(given).hostname)) return given;
  throw new GateError('BAD_USAGE', {
    problem: 'MIGRATION_GATE_DIGITALOCEAN_API is for tests: it must be on this machine.',
    fix: 'unset MIGRATION_GATE_DIGITALOCEAN_API',
  });
}

function cannotBeOpened(why: string): GateError {
  return new GateError('FIREWALL', {
    problem: `The firewall cannot be changed from here:\n${why}.`,
    fix:
      `Put DIGITALOCEAN_API_TOKEN into .env (scopes database:read, database:update).\n` +
      `Or by hand: ${TRUSTED_SOURCES}.\n` +
      `Or, for another cloud, in migration-gate.json:\n` +
      `"firewall": "command", "lease": { "open": "…", "close": "…" }\n` +
      `Or deploy from a machine that has access; or make a script for psql there:\n` +
      `migration-gate bundle`,
  });
}

function noCluster(host: string): GateError {
  return new GateError('FIREWALL', {
    problem: `No database cluster of this DigitalOcean account has the host\n${host}.`,
    fix:
      'Put its id into .env (DIGITALOCEAN_DATABASE_ID): it stands in the address of\n' +
      'its page, https://cloud.digitalocean.com/databases/<id>',
  });
}
