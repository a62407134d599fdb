import { shellQuote } from './shell-quote.ts';
import type { Connection } from './target.ts';

type Server = Extract<Connection, { kind: 'server' }>;

/**
 * What to do with a bundle, in words. Never a password: psql takes it from PGPASSFILE (~/.pgpass) or
 * a service file.
 * @param file the script's name; @param verify the command of the last step, without the code
 */
export function bundleSteps(
  target: string,
  server: Server,
  file: string,
  verify: string,
): string[] {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const script = shellQuote(name.startsWith('-') ? `./${name}` : name);
  return [
    `1. Copy ${name} to a machine that reaches ${target}.`,
    '2. Run it there with psql 13 or later. Give the password in PGPASSFILE',
    '   (~/.pgpass, mode 0600) or in a service file, never on the command line:',
    `     psql -X ${shellQuote(conninfo(server))} -f ${script}`,
    `   or psql -X ${shellQuote(`service=${target}`)} -f ${script}`,
    '   -v by="Your Name" says in the ledger who ran it. Exit code 0 and a receipt:',
    '   all is deployed. Anything else: read what it says; it can be run again.',
    '3. Bring the receipt back here:',
    `     ${verify} --receipt <code>`,
  ];
}

/** `host=db.example.com port=5432 dbname=app user=app sslmode=verify-full sslrootcert=…` */
function conninfo({ host, port, database, user, tls }: Server): string {
  const pairs: [string, string][] = [
    ['host', host],
    ['port', String(port)],
    ['dbname', database],
    ['user', user],
  ];
  if (tls.mode === 'insecure-no-verify') pairs.push(['sslmode', 'require']);
  if (tls.mode === 'verify') {
    pairs.push(['sslmode', 'verify-full']);
    // libpq 16 knows the roots of the system by this name.
    pairs.push(['sslrootcert', tls.ca === undefined ? 'system' : 'ca-certificate.crt']);
  }
  return pairs.map(([key, value]) => `${key}=${quoteValue(value)}`).join(' ');
}

const quoteValue = (value: string): string =>
  /^[\w@%+:,./-]+$/.test(value) ? value : `'${value.replace(/['\\]/g, '\\$&')}'`;
