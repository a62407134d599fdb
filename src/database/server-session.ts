import { once } from 'node:events';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientConfig, QueryResult } from 'pg';
import type { Connection } from '../core/target.ts';
import type { OpenSession, Row, Session, SessionOptions } from './sql-session.ts';
import { isDirect, tlsOptions } from './tls-options.ts';

type ServerConnection = Extract<Connection, { kind: 'server' }>;

const GOODBYE_MS = 1000;

/**
 * Connects to a PostgreSQL server. Time-outs are ours: pg knows one for connecting only, and its
 * own for a query leaves the query running and the next one waiting behind it.
 */
export async function openServerSession(
  connection: ServerConnection,
  options: SessionOptions,
): Promise<OpenSession> {
  // Node gives each address of a host 250 ms by default: too little for a slow line.
  setDefaultAutoSelectFamilyAttemptTimeout(2000);
  const { default: Client } = await import('pg/lib/client.js');
  const client = new Client(clientConfig(connection, options));
  forgetEnvironment(client);
  const readOnly = options.readOnly ?? false;
  const startDeadline = (): NodeJS.Timeout =>
    setTimeout(
      () => client.connection.stream.destroy(timedOut(options.timeoutSeconds)),
      options.timeoutSeconds * 1000,
    );
  let deadline = startDeadline();
  const session = makeSession(client);
  try {
    await client.connect();
    if (!readOnly || options.waitsFor) clearTimeout(deadline);
    // What is asked about may still be read from git, for which the server is not to blame.
    await options.waitsFor?.catch(() => undefined);
    if (readOnly && options.waitsFor) deadline = startDeadline();
  } catch (error) {
    clearTimeout(deadline);
    client.connection.stream.destroy();
    throw error;
  }
  const close = async (): Promise<void> => {
    await sayGoodbye(client, readOnly);
    clearTimeout(deadline);
  };
  return { session, close };
}

/** Everything that pg would otherwise look for in the environment is given, PGSSLMODE included. */
function clientConfig(connection: ServerConnection, options: SessionOptions): ClientConfig {
  const { host, port, database, user, password } = connection;
  return {
    host,
    port,
    database,
    user,
    // A function, so that the configuration holds no secret, and that pg never reads ~/.pgpass.
    password: async () => password,
    ssl: tlsOptions(connection),
    sslnegotiation: isDirect(connection) ? 'direct' : 'postgres',
    application_name: options.applicationName ?? 'migration-gate',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: () => (text: string) => text },
    // Each question is sent at once, see `runTogether`. One that only reads asks one at a time.
    pipeline: !(options.readOnly ?? false),
  };
}

/**
 * PGOPTIONS and PGREPLICATION are sent in the first message where the configuration is silent, and
 * cannot be switched off in it: an empty one counts as silent, and poolers refuse any other.
 */
function forgetEnvironment(client: Client): void {
  const inner = client as unknown as {
    connectionParameters: { options: undefined; replication: undefined };
    replication: undefined;
  };
  inner.connectionParameters.options = undefined;
  inner.connectionParameters.replication = undefined;
  inner.replication = undefined;
}

function makeSession(client: Client): Session {
  let lost: Error | null = null;
  const ended = new AbortController();
  // Without a listener, a connection that is cut while nothing runs would end the process.
  client.on('error', (error) => {
    lost ??= error;
  });
  client.on('end', () => ended.abort());
  const explain = whyLost(() => lost);
  const session: Session = {
    query: async (sql, values = []) => {
      const result = await client.query<Row>(sql, [...values]).catch(explain);
      return result.rows;
    },
    ...simpleProtocol(client, explain),
    get serverProcess() {
      // Set by BackendKeyData, which comes before the first answer; pg has no type for it.
      return String((client as unknown as { processID: number | null }).processID);
    },
    onNotice: null,
    ended: ended.signal,
  };
  client.on('notice', ({ severity, message, code }) =>
    session.onNotice?.({
      severity: severity ?? '',
      message: message ?? '',
      sqlstate: code ?? null,
    }),
  );
  return session;
}

function simpleProtocol(
  client: Client,
  explain: (error: Error) => never,
): Pick<Session, 'run' | 'runTogether' | 'lastTags'> {
  let tags: string[] = [];
  client.connection.on('commandComplete', (message: { text: string }) => tags.push(message.text));
  const send = async (sql: string): Promise<Row[][]> => {
    const result: unknown = await client.query(sql).catch(explain);
    return rowsOfEach(result as QueryResult<Row> | QueryResult<Row>[]);
  };
  return {
    run: (sql) => {
      tags = [];
      return send(sql);
    },
    runTogether: (messages) => {
      tags = [];
      return Promise.allSettled(messages.map(send));
    },
    lastTags: () => tags,
  };
}

/** A query on a dead connection only hears that it is dead; the first error says why. */
function whyLost(lost: () => Error | null): (error: Error & { code?: string }) => never {
  return (error) => {
    throw error.code === undefined ? (lost() ?? error) : error;
  };
}

/** pg answers one statement with a result, several with an array of them. */
function rowsOfEach(result: QueryResult<Row> | QueryResult<Row>[]): Row[][] {
  return (Array.isArray(result) ? result : [result]).map(({ rows }) => rows);
}

function timedOut(seconds: number): Error {
  return Object.assign(new Error(`no answer within ${seconds} s`), { code: 'ETIMEDOUT' });
}

/**
 * Ends the session in an orderly way, but never waits long for a server that does not answer. One
 * that only read is gone once our last byte is out: that saves the round trip.
 */
async function sayGoodbye(client: Client, readOnly: boolean): Promise<void> {
  const { stream } = client.connection;
  if (!stream.destroyed) {
    const gone = once(stream, readOnly ? 'finish' : 'close').catch(() => undefined);
    void client.end();
    await Promise.race([gone, delay(GOODBYE_MS, undefined, { ref: false })]);
  }
  stream.destroy();
}
