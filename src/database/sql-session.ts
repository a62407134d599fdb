/** Every value as PostgreSQL itself prints it: `t`, `42`, `{"a": 1}`; null is SQL's NULL. */
export type Row = Readonly<Record<string, string | null>>;

/** What the server says besides results: RAISE NOTICE, "relation exists, skipping". */
export type Notice = {
  /** As the server writes it, so in the server's language: `NOTICE`, `WARNING`. */
  readonly severity: string;
  readonly message: string;
  readonly sqlstate: string | null;
};

/** One conversation with one database; the same for a server and for an embedded one. */
export type Session = {
  /** One statement with parameters (extended protocol). Cast in SQL: `$1::pg_catalog.int4`. */
  query(sql: string, values?: readonly (string | null)[]): Promise<Row[]>;
  /** One message, which may hold several statements (simple protocol); the rows of each. */
  run(sql: string): Promise<Row[][]>;
  /**
   * Such messages, none of which waits for the answer to the one before: one round trip for all of
   * them. The server takes each by itself: it goes on after one that failed.
   */
  runTogether(messages: readonly string[]): Promise<PromiseSettledResult<Row[][]>[]>;
  /** The command tags of the last of these, up to the error where there was one: `COMMIT`. */
  lastTags(): readonly string[];
  /** The server process that was named at login; a pooler names one of its own. null: embedded. */
  readonly serverProcess: string | null;
  onNotice: ((notice: Notice) => void) | null;
  /** Aborted as soon as the connection is gone, whoever ended it. */
  readonly ended: AbortSignal;
};

export type OpenSession = { readonly session: Session; close(): Promise<void> };

export type SessionOptions = {
  /** Bounds connecting; in a reading session everything. */
  readonly timeoutSeconds: number;
  /** A session that only reads: the time bounds all of it, and nothing is created. */
  readonly readOnly?: boolean;
  /** What `pg_stat_activity` shows others; the server cuts it at 63 bytes. */
  readonly applicationName?: string;
  /** What the first question waits for, once connected; for that time nothing is bounded. */
  readonly waitsFor?: Promise<unknown>;
};
