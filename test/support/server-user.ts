import { readFileSync } from 'node:fs';

export type UserIds = { readonly uid: number; readonly gid: number };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root: then `postgres`, else `nobody`. null: as whoever we are. */
export function serverUser(): UserIds | null {
  if (!isRoot()) return null;
  const passwd = readFileSync('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody']) {
    // postgres:x:101:104:…
    const ids = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd);
    if (ids) return { uid: Number(ids[1]), gid: Number(ids[2]) };
  }
  throw new Error('Run as root, the tests need a user `postgres` or `nobody` for PostgreSQL.');
}
