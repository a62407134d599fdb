import { ageOf } from '../core/age.ts';
import type { Target } from '../core/target.ts';
import { GateError } from '../errors.ts';
import { readNewestBackup } from '../firewall/digitalocean-clusters.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { apiOf, readCluster } from './firewall-provider.ts';
import { readSources } from './read-sources.ts';

/** It is a note, so nobody waits long for it. */
const BOUND_MS = 4000;

/**
 * How old DigitalOcean's newest backup of a target is, as a line for the plan; null where its token
 * is not here or it knows no such database. It never fails: what went wrong is the line.
 */
export async function readBackupNote(
  context: Context,
  repository: Repository,
  target: Target,
): Promise<string | null> {
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve(unknown('no answer in time')), BOUND_MS).unref();
  });
  const asked = readNote(context, repository, target).catch((error: unknown) =>
    unknown(error instanceof GateError ? (error.message.split('\n')[0] ?? '') : 'no answer'),
  );
  return Promise.race([asked, late]);
}

const unknown = (why: string): string =>
  `the age of DigitalOcean's newest backup is not known:\n    ${why}`;

async function readNote(
  context: Context,
  repository: Repository,
  { name, connection }: Target,
): Promise<string | null> {
  if (connection.kind !== 'server') return null;
  const sources = await readSources(context, repository);
  const api = apiOf(context, sources, BOUND_MS);
  const cluster = api && (await readCluster(api, sources, name, connection.host));
  if (api === null || cluster === null) return null;
  const newest = await readNewestBackup(api, cluster);
  if (newest === null) return 'DigitalOcean has no backup of it yet.';
  return `newest backup: ${ageOf(newest, context.now())} (DigitalOcean)`;
}
