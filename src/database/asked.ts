import type { Target } from '../core/target.ts';

/** What an explanation of a failure may use: whom we asked, and how long we waited. */
export type Asked = { readonly target: Target; readonly timeoutSeconds: number };

/** `db.example.com:5432`, the path of a socket, or the folder of an embedded database. */
export function addressOf({ connection, detail }: Target): string {
  if (connection.kind === 'pglite') return detail;
  const { host, port } = connection;
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
