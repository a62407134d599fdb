import type { Connection } from '../core/target.ts';
import { variablesOf } from './target-variables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a command that fills the local database: whatever variable it reads, it gets
 * the local one. LOCAL_DATABASE_URL and libpq's PG* name it, and so do DATABASE_URL and DATABASE_*,
 * because that is what an application reads; every other target's variables are empty. A variable
 * that is set, be it empty, is not read from `.env` again by dotenv, so that a seed does not reach
 * production by mistake.
 *
 * @param targets the names of all targets
 */
export function seedEnvironment(
  env: Environment,
  connection: Connection,
  targets: readonly string[],
): Record<string, string | undefined> {
  const others = targets.filter((name) => name !== 'local').flatMap(allVariables);
  const emptied = Object.fromEntries([...others, 'DEPLOY_DATABASE_URL'].map((name) => [name, '']));
  const url = urlOf(connection);
  return { ...env, ...emptied, ...partsOf(connection), LOCAL_DATABASE_URL: url, DATABASE_URL: url };
}

function allVariables(target: string): string[] {
  const { urls, host, port, database, user, passwords, caCert, tlsHost } = variablesOf(target);
  return [...urls, host, port, database, user, ...passwords, caCert, tlsHost];
}

function partsOf(connection: Connection): Record<string, string | undefined> {
  // A service or an address of the shell's own would win over PGHOST.
  const none = { PGSERVICE: undefined, PGHOSTADDR: undefined };
  if (connection.kind === 'pglite') return none;
  const { host, port, database, user, password, tls } = connection;
  return {
    ...none,
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: user,
    PGPASSWORD: password,
    PGSSLMODE: tls.mode === 'off' ? 'disable' : 'require',
    DATABASE_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_PASSWORD: password,
  };
}

/** `postgres://user:password@127.0.0.1:5432/app`; a socket's folder is a parameter. */
function urlOf(connection: Connection): string {
  if (connection.kind === 'pglite') return `pglite:${connection.folder}`;
  const { host, port, database, user, password } = connection;
  const name = encodeURIComponent(database);
  const who = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  if (host.startsWith('/')) {
    return `postgres://${who}@/${name}?host=${encodeURIComponent(host)}&port=${port}`;
  }
  const shown = host.includes(':') ? `[${host}]` : host;
  return `postgres://${who}@${shown}:${port}/${name}`;
}
