import type { PGlite, protocol } from '@electric-sql/pglite';
import { GateError } from '../errors.ts';
import type { Notice, OpenSession, Row, Session } from './sql-session.ts';

type Serialize = typeof protocol.serialize;
type Message = {
  name: string;
  text?: string;
  fields?: readonly (string | null)[] | readonly { name: string }[];
};

/**
 * Opens the embedded database in this folder; under its lock (see session.ts).
 * GateError PEER_MISSING.
 */
export async function openEmbeddedSession(folder: string): Promise<OpenSession> {
  const { PGlite, protocol } = await importPglite();
  const database = await PGlite.create(folder);
  const ended = new AbortController();
  const close = async (): Promise<void> => {
    ended.abort();
    await database.close();
  };
  return { session: makeSession(database, protocol.serialize, ended.signal), close };
}

async function importPglite(): Promise<typeof import('@electric-sql/pglite')> {
  try {
    return await import('@electric-sql/pglite');
  } catch (cause) {
    const facts = { peer: '@electric-sql/pglite', purpose: 'An embedded database (pglite:)' };
    throw new GateError('PEER_MISSING', facts, { cause });
  }
}

/**
 * Speaks the protocol itself: PGlite's own `exec` and `query` turn values into JavaScript's, lose
 * what ran before an error, and wait for ever for the data of a COPY FROM stdin.
 */
function makeSession(database: PGlite, serialize: Serialize, ended: AbortSignal): Session {
  let tags: string[] = [];
  const run = async (sql: string): Promise<Row[][]> => {
    const messages = await send(serialize.query(sql), COPY_FAIL);
    tags.push(
      ...messages.flatMap(({ name, text }) => (name === 'commandComplete' ? [text ?? ''] : [])),
    );
    return rowsOfEach(messages);
  };
  const send = async (...parts: Uint8Array[]): Promise<Message[]> => {
    const onNotice = (notice: ServerNotice): void => session.onNotice?.(toNotice(notice));
    const message = Buffer.concat(parts);
    return database.execProtocolStream(message, { throwOnError: false, onNotice });
  };
  const session: Session = {
    query: async (sql, values = []) => {
      const execute = [serialize.describe({ type: 'P' }), serialize.execute({}), serialize.sync()];
      const bind = serialize.bind({ values: [...values] });
      return rowsOfEach(await send(serialize.parse({ text: sql }), bind, ...execute))[0] ?? [];
    },
    run: async (sql) => {
      tags = [];
      return run(sql);
    },
    runTogether: async (messages) => {
      tags = [];
      const answers: PromiseSettledResult<Row[][]>[] = [];
      for (const sql of messages) answers.push(...(await Promise.allSettled([run(sql)])));
      return answers;
    },
    lastTags: () => tags,
    serverProcess: null,
    onNotice: null,
    ended,
  };
  return session;
}

/** `f`, length 6, the reason `-`; a server that waits for no data ignores it. */
const COPY_FAIL = Uint8Array.from([0x66, 0, 0, 0, 6, 0x2d, 0]);

/** Throws the first error among the messages. */
function rowsOfEach(messages: readonly Message[]): Row[][] {
  const results: Row[][] = [];
  let names: string[] = [];
  let rows: Row[] = [];
  for (const message of messages) {
    if (message instanceof Error) throw message;
    const { name, fields = [] } = message;
    if (name === 'rowDescription') names = fields.map((field) => fieldName(field));
    if (name === 'dataRow') rows.push(toRow(names, fields as readonly (string | null)[]));
    if (name === 'commandComplete') {
      results.push(rows);
      rows = [];
    }
  }
  return results;
}

function fieldName(field: string | null | { name: string }): string {
  return typeof field === 'object' && field !== null ? field.name : '';
}

function toRow(names: readonly string[], values: readonly (string | null)[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
}

type ServerNotice = Record<'severity' | 'message' | 'code', string | undefined>;

function toNotice({ severity = '', message = '', code }: ServerNotice): Notice {
  return { severity, message, sqlstate: code ?? null };
}
