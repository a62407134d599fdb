import { type Catalog, changeBetween, names, type Step } from '../../src/core/timeline.ts';
import { readCatalog } from '../../src/database/read-catalog.ts';
import { withSession } from '../../src/database/session.ts';
import type { Session } from '../../src/database/sql-session.ts';
import type { FreshDatabase } from '../support/postgres.ts';

/** One migration of a corpus, with its statements as they may be typed one by one. */
export type CorpusMigration = {
  readonly name: string;
  readonly sql: string;
  readonly statements: readonly string[];
};

/** What is true of a migration; `changed`: neither is, for a hand or an edit went over it. */
export type Truth = 'applied' | 'not applied' | 'half applied' | 'changed';

/** A way to bring a database into some state. */
export type State = {
  readonly kind: string;
  /** Runs it by hand; gives what is true of each migration. */
  make(database: FreshDatabase): Promise<Truth[]>;
  /** The steps as they are compared, where a file was edited since. */
  readonly edit?: (steps: readonly Step[]) => Step[];
};

/** Whether it ran; a failure leaves nothing behind, as the file is one message. */
async function run(session: Session, sql: string): Promise<Truth> {
  const truth = await session.run(sql).then(
    () => 'applied' as const,
    () => session.run('ROLLBACK').then(() => 'not applied' as const),
  );
  await session.run('DISCARD ALL');
  return truth;
}

/** One session is enough: to connect takes longer than most migrations. */
const inSession = <T>(
  { connection }: FreshDatabase,
  use: (session: Session) => Promise<T>,
): Promise<T> => withSession(connection, { timeoutSeconds: 60 }, use);

type Files = readonly CorpusMigration[];

/** Those of the order that are in `some`, in this order. */
async function runSome(database: FreshDatabase, files: Files, some: number[]): Promise<Truth[]> {
  const truths: Truth[] = files.map(() => 'not applied');
  await inSession(database, async (session) => {
    for (const index of some) truths[index] = await run(session, files[index]?.sql ?? '');
  });
  return truths;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Spread over a folder: the first, some between, the last; one alone is in the middle. */
function spread(among: readonly number[], count: number): number[] {
  const last = among.length - 1;
  if (count === 1) return among.slice(last / 2, last / 2 + 1);
  const picked = upTo(count).map((i) => among[Math.round((i * last) / Math.max(1, count - 1))]);
  return [...new Set(picked)].filter((index) => index !== undefined);
}

const beginning = (files: Files, part: number): State => ({
  kind: 'a beginning',
  make: (database) => runSome(database, files, upTo(Math.round(files.length * part))),
});

const hole = (kind: string, files: Files, left: number): State => ({
  kind,
  make: (database) =>
    runSome(
      database,
      files,
      upTo(files.length).filter((i) => i !== left),
    ),
});

const outOfOrder = (files: Files, late: number): State => ({
  kind: 'out of order',
  make: (database) => {
    const others = upTo(files.length).filter((i) => i !== late);
    return runSome(database, files, [...others, late]);
  },
});

/** As psql -f leaves it without -1, where a statement in the middle fails. */
const halfRun = (files: Files, half: number): State => ({
  kind: 'a file run in half',
  make: async (database) => {
    const truths = await runSome(database, files, upTo(half));
    const { statements = [] } = files[half] ?? {};
    const ran: Truth[] = [];
    await inSession(database, async (session) => {
      for (const statement of statements.slice(0, Math.ceil(statements.length / 2))) {
        ran.push(await run(session, statement));
      }
    });
    truths[half] = ran.includes('applied') ? 'half applied' : 'not applied';
    return truths;
  },
});

/** What nobody's file does: each finds one statement. */
const HANDS: readonly string[] = [
  `SELECT format('DROP INDEX %s', i.indexrelid::regclass) AS sql
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE i.indexrelid >= 16384 AND NOT i.indisprimary AND c.relkind = 'i'
      AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
    ORDER BY c.relname LIMIT 1`,
  `SELECT format('ALTER TABLE %s ADD COLUMN by_hand text', c.oid::regclass) AS sql
    FROM pg_class AS c WHERE c.oid >= 16384 AND c.relkind = 'r' ORDER BY c.oid LIMIT 1`,
  `SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', a.attrelid::regclass, a.attname)
      AS sql
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE a.attrelid >= 16384 AND a.attnum > 0 AND a.attnotnull AND c.relkind = 'r'
      AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = a.attrelid AND i.indisprimary
        AND a.attnum = ANY (i.indkey))
    ORDER BY a.attrelid, a.attnum LIMIT 1`,
  "SELECT 'CREATE TABLE by_hand (id int)' AS sql",
];

/** Neither applied nor not: what gave a key the value that the hand has changed. */
function handEdit(files: Files, steps: readonly Step[], hand: string): State {
  return {
    kind: 'an object changed by hand',
    make: async (database) => {
      const truths = await runSome(database, files, upTo(files.length));
      const before = await readLive(database);
      const [found] = await database.query<{ sql: string }>(hand);
      if (found !== undefined) await database.query(found.sql);
      const changed = changeBetween(before, await readLive(database));
      const setters = [...changed.keys()].map((key) =>
        steps.findLastIndex(
          ({ change }) => change.has(key) && (change.get(key) ?? undefined) === before.get(key),
        ),
      );
      return truths.map((truth, i) => (setters.includes(i) ? 'changed' : truth));
    },
  };
}

export const readLive = (database: FreshDatabase): Promise<Catalog> =>
  inSession(database, (session) => readCatalog(session, 30));

/** A table that a file makes, and no later one renames or drops. */
function tableOf(steps: readonly Step[], index: number): string | undefined {
  const later = steps.slice(index + 1);
  return [...(steps[index]?.change ?? [])].find(
    ([key, value]) =>
      key.startsWith('table ') && value !== null && !later.some(({ change }) => change.has(key)),
  )?.[0];
}

/** The file makes one column more than it did when it ran. */
function editedFile(files: Files, steps: readonly Step[], edited: number): State {
  const column = `column ${tableOf(steps, edited)?.slice('table '.length)}.added_later`;
  return {
    kind: 'a file edited since it ran',
    make: async (database) =>
      (await runSome(database, files, upTo(files.length))).map((truth, i) =>
        i === edited ? 'changed' : truth,
      ),
    edit: (all) =>
      all.map((step, i) =>
        i === edited ? { ...step, change: new Map([...step.change, [column, 'text']]) } : step,
      ),
  };
}

/** First creators of what a later file makes unless it is there: left out, nobody misses them. */
function hiddenCreators(steps: readonly Step[]): number[] {
  const claimed = steps.flatMap(({ claims }, at) => claims.map((claim) => ({ claim, at })));
  const creators = claimed.map(({ claim, at }) =>
    steps.findIndex(
      ({ change }, i) => i < at && [...change.keys()].some((key) => names(key, claim)),
    ),
  );
  return [...new Set(creators)].filter((index) => index !== -1).sort((a, b) => a - b);
}

/** @param count how many of each kind */
export function statesOf(files: Files, steps: readonly Step[], count: number): State[] {
  const all = upTo(files.length);
  const several = all.filter((i) => (files[i]?.statements.length ?? 0) > 1);
  const tables = all.filter((i) => tableOf(steps, i) !== undefined);
  return [
    ...[0.5, 1, 0.25, 0.75].slice(0, count).map((part) => beginning(files, part)),
    ...spread(all, count).map((i) => hole('a hole', files, i)),
    ...spread(hiddenCreators(steps), count).map((i) =>
      hole('a hole hidden by IF NOT EXISTS', files, i),
    ),
    ...spread(all, count).map((i) => outOfOrder(files, i)),
    ...spread(several, count).map((i) => halfRun(files, i)),
    ...HANDS.slice(0, count).map((hand) => handEdit(files, steps, hand)),
    ...spread(tables, count).map((i) => editedFile(files, steps, i)),
  ];
}
