import { shellQuote } from './shell-quote.ts';

/** How the commands of an answer are written, and what they are about. */
export type Way = {
  readonly invoke: string;
  /** The *what* of the commands; may be empty. */
  readonly what: string;
  readonly target: string;
};

/** Where a trusted source is added by hand. */
export const TRUSTED_SOURCES = 'Databases > the cluster > Settings > Trusted Sources';

const command = ({ invoke, what }: Way, name: string, ...rest: readonly string[]): string =>
  [invoke, name, what, ...rest].filter((part) => part !== '').join(' ');

const targetOption = ({ target }: Way): string =>
  target === 'production' ? '' : `--target ${target}`;

/**
 * "Connection refused" or no answer: mostly a firewall that does not know this machine. The ways
 * out in the order in which they are to be tried: a lease, another machine, psql and a receipt, a
 * tunnel.
 */
export function waysIn(way: Way): string[] {
  const deploy = command(way, 'deploy', targetOption(way));
  return [
    command(way, 'deploy', targetOption(way), '--open-firewall'),
    `  (by hand: ${TRUSTED_SOURCES})`,
    'Or, on a machine that has access:',
    deploy,
    'Or there with psql; its receipt counts here:',
    command(way, 'bundle', targetOption(way)),
    `${way.invoke} verify --receipt <code>`,
    "Or through DigitalOcean's console proxy, or a tunnel.",
  ];
}

/**
 * "Already exists" (42P07 a table, 42701 a column, 42710 a type, constraint or trigger, 42P06 a
 * schema, 42723 a function): probably it was run by hand, and no ledger knows.
 */
export const ALREADY_THERE: readonly string[] = ['42P07', '42701', '42710', '42P06', '42723'];

/** What to do about a migration whose effects are there already. */
export function waysWhenThere(way: Way, migration: { name: string; path: string }): string[] {
  const again =
    way.target === 'local' ? command(way, 'apply') : command(way, 'deploy', targetOption(way));
  return [
    'If it was run by hand already: see whether all of it is there, and record it:',
    command(way, 'verify', '--evidence'),
    `${way.invoke} adopt ${shellQuote(migration.name)} --target ${way.target} --reason "…"`,
    `If not: correct ${migration.path}, commit it, and repeat:`,
    again,
  ];
}

/** What a secret that git has once had is worth: nothing. */
export const ROTATE = 'Rotate what stood in it: every clone has it, and so has its history.';
