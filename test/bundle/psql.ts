import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Access } from '../support/postgres.ts';
import { findFreePort } from '../support/postmaster.ts';
import type { Repository } from '../support/repository.ts';
import { type Result, run } from '../support/run.ts';

/** The real psql: PG_BIN, PATH, Debian's folders; null: none is here. */
const PSQL = findPsql();

/** For a shell's PATH. */
export const PSQL_FOLDER = PSQL === null ? '' : dirname(PSQL);

/** For `describe.skipIf`, and its name. */
export const WITHOUT_PSQL = PSQL === null;
export const psqlNeeded = WITHOUT_PSQL ? ' (skipped: there is no psql here)' : '';

function findPsql(): string | null {
  const folders = [process.env['PG_BIN'] ?? '', ...(process.env['PATH'] ?? '').split(delimiter)];
  const found = [...folders.filter(Boolean), ...debianFolders()]
    .map((folder) => join(folder, 'psql'))
    .find(isProgram);
  return found ?? null;
}

function debianFolders(): string[] {
  try {
    const root = '/usr/lib/postgresql';
    return readdirSync(root).map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    execFileSync(file, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a script as the steps of a bundle say, on "the machine that has access": the password comes
 * from a file.
 */
export function runScript(
  { path, env }: Repository,
  database: Access,
  script: string,
  ...args: string[]
): Promise<Result> {
  const rc = args.includes('--with-psqlrc');
  const { host, port, user, caFile } = database.server;
  const name = new URL(database.url).pathname.slice(1);
  const passwords = join(dirname(path), 'pgpass');
  const escaped = database.connection.password.replace(/[\\:]/g, '\\$&');
  writeFileSync(passwords, `*:*:*:*:${escaped}\n`, { mode: 0o600 });
  const tls = caFile === undefined ? '' : ` sslmode=verify-full sslrootcert=${caFile}`;
  const conninfo = `host=${host} port=${port} dbname=${name} user=${user}${tls}`;
  return run(
    PSQL ?? 'psql',
    [
      ...(rc ? args.filter((arg) => arg !== '--with-psqlrc') : ['-X', ...args]),
      conninfo,
      '-f',
      script,
    ],
    {
      cwd: path,
      env: { ...env, PGPASSFILE: passwords },
    },
  );
}

/** The receipt: the last line that psql printed. */
export function receiptOf({ stdout }: Result): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** The same clone, behind a firewall: production's port refuses. */
export async function behindFirewall(
  repository: Repository,
  production: Access,
): Promise<Repository> {
  return repository.with({
    DATABASE_URL: production.url.replace(/:\d+\//, `:${await findFreePort()}/`),
    DATABASE_CA_CERT: production.server.caFile ?? '',
  });
}
