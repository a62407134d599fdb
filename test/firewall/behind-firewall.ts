import { inject } from 'vitest';
import { type Deployable, type DeployableOptions, deployable } from '../deploy/deployable.ts';
import { type DigitalOcean, digitalOcean, OFFICE, type Setup } from '../support/digitalocean.ts';
import { type Firewalled, firewalled } from '../support/firewalled.ts';
import type { Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { recordSecret } from '../support/run-folder.ts';

/** Whether the slower cases are run, too. */
export const ALL = process.env['MIGRATION_GATE_TEST_SLOW'] === 'yes';
export const LONGER = 'it takes longer: MIGRATION_GATE_TEST_SLOW=yes runs it';

/** The public address of this machine in these tests; the gate takes every client for it. */
export const IP = '8.8.4.4';

export type Behind = Deployable & {
  readonly cloud: DigitalOcean;
  readonly gate: Firewalled;
  /** With the token, behind the firewall. */
  readonly here: Repository;
};

export type BehindOptions = Setup &
  Pick<DeployableOptions, 'migrations'> & {
    readonly config?: Record<string, unknown>;
    /** Milliseconds from the rule to the open gate. */
    readonly delayMs?: number;
  };

/** A production that answers only while our address is among the trusted sources of its cluster. */
export async function behindFirewall(options: BehindOptions = {}): Promise<Behind> {
  const { delayMs = 0, config = {}, migrations = { '001_a.sql': 'CREATE TABLE a ();' } } = options;
  const cloud = await digitalOcean(options);
  recordSecret(inject('runFolder'), cloud.token);
  const made = await deployable({
    migrations,
    config: { ...LOOPBACK_CONFIG, publicIp: IP, timeoutSeconds: 5, ...config },
  });
  const isOpen = (): boolean => {
    const since = cloud.since(IP);
    return since !== null && performance.now() - since >= delayMs;
  };
  const gate = await firewalled(made.production.server, isOpen);
  const here = made.repository.with({
    LOCAL_DATABASE_URL: 'none',
    DATABASE_URL: made.production.url.replace(/:\d+\//, `:${gate.port}/`),
    DATABASE_CA_CERT: made.production.server.caFile ?? '',
    DIGITALOCEAN_API_TOKEN: cloud.token,
    MIGRATION_GATE_DIGITALOCEAN_API: cloud.url,
  });
  const dispose = async (): Promise<void> => {
    await gate[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
    await made[Symbol.asyncDispose]();
  };
  return { ...made, cloud, gate, here, [Symbol.asyncDispose]: dispose };
}

/** What stands in every text and is another in each run. */
export function steady(text: string, { gate, production }: Behind): string {
  return text
    .replaceAll(`127.0.0.1:${gate.port}/${production.name}`, 'PRODUCTION')
    .replaceAll(`127.0.0.1:${gate.port}`, 'PRODUCTION')
    .replaceAll(/\(\d+ ms\)/g, '(N ms)')
    .replaceAll(/(\d{4}-\d\d-\d\d )?\d\d:\d\d UTC/g, 'HH:MM')
    .replaceAll(/npx [^\n]*migration-gate/g, 'migration-gate');
}

/** `firewall open by Ann Author <ann@example.com> for 8.8.4.4`, … */
export async function auditOf({ production }: Behind): Promise<string[]> {
  const rows = await production.query<{ action: string; by: string; ip: string }>(
    `SELECT action, by, details->>'ip' AS ip FROM migration_gate.audit ORDER BY at`,
  );
  return rows.map(({ action, by, ip }) => `${action} by ${by} for ${ip}`);
}

export const values = ({ cloud }: Behind): string[] => cloud.rules().map(({ value }) => value);

/** A list in which this machine is let in already. */
export const OFFICE_AND_US = [OFFICE, { ...OFFICE, uuid: 'us', value: IP }];
