/** An opening of a firewall for this machine, as the journal keeps it from before the change on. */
export type Lease = {
  readonly id: string;
  readonly target: string;
  readonly provider: 'digitalocean' | 'command';
  /** The database cluster that it is about; for `command` empty. */
  readonly cluster: string;
  readonly ip: string;
  /** The description of the rule. */
  readonly label: string;
  /** ISO 8601. */
  readonly openedAt: string;
  /** ISO 8601; after it the next command closes it. */
  readonly until: string;
  /** `firewall open`: it outlives its command. Otherwise it ends with the run that has it. */
  readonly held: boolean;
  /** What the provider gave for it: a rule's uuid, or what the command printed. */
  readonly receipt: string | null;
  /** The command that closes it again, as the config had it then; null for other providers. */
  readonly close: string | null;
};

/** Whether nobody uses it any more. `inUse`: the run that has it is alive. */
export function isLeftOver(lease: Lease, now: string, inUse: boolean): boolean {
  return lease.held ? Date.parse(lease.until) <= Date.parse(now) : !inUse;
}

/** Two leases of one rule: the rule stays until the last of them ends. */
export function isSameRule(one: Lease, other: Lease): boolean {
  return (
    one.provider === other.provider &&
    one.target === other.target &&
    one.cluster === other.cluster &&
    one.ip === other.ip
  );
}

/** `migration-gate ann-laptop 1f2e3d4c until 2026-11-26T15:02:00Z`, as it stands beside the rule. */
export function labelOf(host: string, id: string, until: string): string {
  const name = host.replace(/[^A-Za-z0-9.-]/g, '').slice(0, 40) || 'unknown';
  return `migration-gate ${name} ${id} until ${until}`;
}

/** `14:02`, or with its day where that is another one; in UTC, as it is written. */
export function timeOf(at: string, now: string): string {
  const [day = '', time = ''] = at.split('T');
  const short = `${time.slice(0, 5)} UTC`;
  return now.startsWith(day) ? short : `${day} ${short}`;
}
