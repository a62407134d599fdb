import { expect, inject } from 'vitest';
import { type DigitalOcean, digitalOcean, OFFICE } from '../support/digitalocean.ts';
import type { Result } from '../support/run.ts';
import { recordSecret } from '../support/run-folder.ts';
import type { Line } from './line.ts';
import { KILLED } from './outcome.ts';

/** A firewall in front of a line, which the cloud's list of rules opens. */
export type Behind = {
  readonly cloud: DigitalOcean;
  /** What opens it from here. */
  readonly env: Record<string, string>;
};

/** The public address of this machine in these tests. */
export const OUR_ADDRESS = '8.8.4.4';

export async function putBehindFirewall(line: Line): Promise<Behind> {
  const cloud = await digitalOcean();
  recordSecret(inject('runFolder'), cloud.token);
  line.isOpen = () => cloud.since(OUR_ADDRESS) !== null;
  const env = {
    DIGITALOCEAN_API_TOKEN: cloud.token,
    MIGRATION_GATE_DIGITALOCEAN_API: cloud.url,
  };
  return { cloud, env };
}

/** Whoever ended by itself has taken its rule away; nobody takes another's. */
export function expectClosed(firewall: Behind | null, [first]: readonly Result[]): void {
  if (firewall === null) return;
  const ours = first?.code === KILLED ? [OUR_ADDRESS] : [];
  const values = firewall.cloud.rules().map(({ value }) => value);
  expect(values).toEqual([OFFICE.value, ...ours]);
}
