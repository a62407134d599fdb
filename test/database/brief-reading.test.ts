import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allApplied, compareLedger } from '../../src/core/compare-ledger.ts';
import type { Pair } from '../../src/core/migration.ts';
import { type Answer, agreesWith } from '../../src/core/reading.ts';
import { type Detail, readTarget } from '../../src/database/read-target.ts';
import { openLine } from '../support/line.ts';
import { type Access, freshDatabase, localServer, productionServer } from '../support/postgres.ts';
import { A, B, fillLedger } from './filled-ledger.ts';
import { targetOf } from './targets.ts';

async function ask(access: Access, candidate: Pair[], detail: Detail): Promise<Answer> {
  const reading = await readTarget(targetOf(access.connection), candidate, 30, detail);
  if (reading.access !== 'ok') throw new Error(reading.problem);
  return reading;
}

/** What a plain report shows: who and when only of what is not simply applied. */
function shown(answer: Answer, candidate: Pair[]): unknown[] {
  const migrations = candidate.map((pair) => ({ ...pair, path: pair.name }));
  return compareLedger(migrations, answer.ledger?.rows ?? [], new Map()).map((status) =>
    status.state === 'applied' ? { name: status.name, state: 'applied' } : status,
  );
}

const simply = (candidate: Pair[]): unknown[] =>
  allApplied(candidate.map((pair) => ({ ...pair, path: pair.name }))).map(({ name, state }) => ({
    name,
    state,
  }));

const name = fc.oneof(
  fc.nat(40).map((number) => `${String(number).padStart(3, '0')}_a.sql`),
  fc.constantFrom('é.sql', '\u{1f600}.sql', '\uffee.sql', "o'clock \\.sql", 'a\nb', 'a b'),
);
const blob = fc.nat(30).map((n) => `${String(n).padStart(2, '0')}${'e'.repeat(38)}`);
const pairs = fc
  .uniqueArray(fc.record({ name, blob }), { selector: (pair) => pair.name, maxLength: 40 })
  .map((all) => all.toSorted((a, b) => (a.name < b.name ? -1 : 1)));

test('a brief answer gives the same report as a full one, whatever is there', async () => {
  await using database = await freshDatabase(localServer());
  await fillLedger(database);
  const property = fc.asyncProperty(pairs, pairs, fc.nat(3), async (both, other, kind) => {
    const rows = [...both, ...other.filter((pair) => !both.some((one) => one.name === pair.name))];
    await database.query('DELETE FROM migration_gate.ledger');
    await database.query(
      `INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_at, applied_by)
       SELECT r->>'name', r->>'blob', 'SELECT 1', r->>'state', 'deployed',
         CASE WHEN r->>'state' = 'applied' THEN now() END, 'ann'
       FROM jsonb_array_elements($1::jsonb) AS r`,
      [
        JSON.stringify(
          rows.map((row, i) => ({ ...row, state: i % 9 === 8 ? 'started' : 'applied' })),
        ),
      ],
    );
    // Enough of what is everywhere that there are several buckets, or not.
    const candidate =
      kind === 0 ? both : kind === 1 ? other : kind === 2 ? [...both, ...MANY] : pairsOf(rows);
    const [brief, full] = [
      await ask(database, candidate, 'brief'),
      await ask(database, candidate, 'full'),
    ];
    expect(shown(brief, candidate)).toEqual(shown(full, candidate));
    if (agreesWith(brief.ledger, candidate))
      expect(shown(full, candidate)).toEqual(simply(candidate));
    expect({ ...brief, ledger: null }).toEqual({ ...full, ledger: null });
  });
  await fc.assert(property, { numRuns: 30 });
});

/** What the ledger has, as a candidate has it. */
function pairsOf(rows: readonly Pair[]): Pair[] {
  return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const MANY = Array.from({ length: 70 }, (_, i) => ({
  name: `9${String(i).padStart(3, '0')}_many.sql`,
  blob: `${String(i).padStart(2, '0')}${'d'.repeat(38)}`,
}));

test('where all is alike it says so, and only then', async () => {
  await using database = await freshDatabase(localServer());
  await fillLedger(database);
  await database.query("UPDATE migration_gate.ledger SET state = 'applied', applied_at = now()");
  const agrees = async (candidate: Pair[]): Promise<boolean> =>
    agreesWith((await ask(database, candidate, 'brief')).ledger, candidate);
  expect(await agrees([A, B])).toBe(true);
  expect(await agrees([A])).toBe(false);
  expect(await agrees([A, B, { name: '009_new.sql', blob: 'f'.repeat(40) }])).toBe(false);
  await database.query(
    "UPDATE migration_gate.ledger SET state = 'started', applied_at = NULL WHERE name = $1",
    [B.name],
  );
  expect(await agrees([A, B])).toBe(false);
});

test('it has who and when of what differs, and the text of what was edited', async () => {
  await using database = await freshDatabase(localServer());
  await fillLedger(database);
  const edited = { name: A.name, blob: B.blob };
  const { ledger } = await ask(database, [edited], 'brief');
  expect(ledger?.rows).toMatchObject([
    { ...A, appliedBy: 'ann@laptop', sql: "SELECT 'a'" },
    { ...B, state: 'started', appliedBy: 'bob' },
  ]);
});

test('without a ledger, a brief answer says so as well', async () => {
  await using database = await freshDatabase(localServer());
  expect(await ask(database, [A], 'brief')).toMatchObject({ access: 'ok', ledger: null });
});

test('of 10,000 applied migrations a digest travels, one way, in one question', async () => {
  await using database = await freshDatabase(productionServer());
  await fillLedger(database);
  const candidate = await database.query<Pair>(`
    INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_at, applied_by)
    SELECT to_char(i, 'FM00000') || '_make_table.sql', md5(i::text) || left(md5(i::text), 8),
      repeat('SELECT 1;', 100), 'applied', 'deployed', now(), 'ann'
    FROM generate_series(10, 10009) AS i
    RETURNING name, blob`);
  const [first, ...others] = candidate;
  if (first === undefined) throw new Error('nothing was recorded');
  const used = async (
    asked: Pair[],
  ): Promise<{ sent: number; received: number; trips: number }> => {
    await using line = await openLine(database.server, 60);
    const there = { ...database.connection, host: line.host, port: line.port };
    const answer = await ask({ ...database, connection: there }, asked, 'brief');
    expect(answer.ledger?.rows).toHaveLength(10_002);
    const { bytesOut, bytesIn, roundTrips } = line.takeTraffic();
    return { sent: bytesOut, received: bytesIn, trips: roundTrips };
  };
  await database.query("DELETE FROM migration_gate.ledger WHERE state = 'started'");
  await database.query(
    `INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_at, applied_by)
    VALUES ($1, $2, '', 'applied', 'deployed', now(), 'ann')`,
    [B.name, B.blob],
  );
  const same = await used([A, B, ...candidate]);
  expect(same.trips).toBe(7);
  // 256 digests there, and the names of 256 buckets back; TLS and the login are in it.
  expect(same.sent).toBeLessThan(20_000);
  expect(same.received).toBeLessThan(8_000);
  const oneMore = await used([A, B, ...others]);
  expect(oneMore.received - same.received).toBeLessThan(15_000);
}, 120_000);
