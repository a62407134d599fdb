import type { Connection, Target } from '../../src/core/target.ts';

type ServerConnection = Extract<Connection, { kind: 'server' }>;

/** A target for a connection, as the configuration would describe it. */
export function targetOf(connection: Connection, name = 'production'): Target {
  const detail =
    connection.kind === 'pglite'
      ? `pglite:${connection.folder}`
      : `${connection.host}/${connection.database}`;
  return { name, connection, detail, source: '.env', pinnedId: null, remarks: [] };
}

/** A connection to nowhere in particular, with what a test wants to be different. */
export function connectionTo(changes: Partial<ServerConnection>): ServerConnection {
  return {
    kind: 'server',
    host: 'db.example.com',
    port: 5432,
    database: 'app',
    user: 'ann',
    password: 'never-to-be-seen',
    tls: { mode: 'off' },
    ...changes,
  };
}

/** 40 hex digits from one, as a blob id. */
export function blobOf(digit: string): string {
  return digit.repeat(40);
}
