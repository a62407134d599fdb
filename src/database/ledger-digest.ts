import { hash } from 'node:crypto';
import type { Pair } from '../core/migration.ts';
import type { LedgerRow } from '../core/reading.ts';
import type { Alike } from './ledger-rows.ts';
import type { Row } from './sql-session.ts';

/**
 * What a candidate says of one ledger, in a few bytes: its migrations in buckets by the first
 * digits of their blob id, and of each bucket a digest. The server makes the same of its own rows,
 * and sends only the rows of buckets that are not alike.
 */
export type LedgerDigest = {
  /** How many digits name a bucket: 0, 1 or 2. */
  readonly digits: number;
  /** Bucket to the first 128 bits of SHA-256, in hex. */
  readonly buckets: ReadonlyMap<string, string>;
};

/** All targets are asked about the same candidate. */
const made = new WeakMap<readonly Pair[], LedgerDigest>();

export function digestCandidate(candidate: readonly Pair[]): LedgerDigest {
  const digest = made.get(candidate) ?? makeDigest(candidate);
  made.set(candidate, digest);
  return digest;
}

/** Few enough buckets to be worth their own bytes, and few enough rows in each. */
function makeDigest(candidate: readonly Pair[]): LedgerDigest {
  const digits = candidate.length <= 64 ? 0 : candidate.length <= 1024 ? 1 : 2;
  const texts = new Map<string, string>();
  for (const { name, blob } of sorted(candidate)) {
    const bucket = blob.slice(0, digits);
    const before = texts.get(bucket);
    const row = `${blob} applied ${name}`;
    texts.set(bucket, before === undefined ? row : `${before}\0${row}`);
  }
  const buckets = new Map<string, string>();
  for (const [bucket, text] of texts) buckets.set(bucket, digest(text));
  return { digits, buckets };
}

/**
 * In the order of the names as the server has it, and mostly in this order already; where a name is
 * so odd that JavaScript sorts it otherwise, its bucket is not alike, and its rows are sent.
 */
function sorted(candidate: readonly Pair[]): readonly Pair[] {
  let last = '';
  for (const { name } of candidate) {
    if (name < last) return candidate.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    last = name;
  }
  return candidate;
}

/** Of `<blob> applied <name>` for each, a NUL between two: no name in PostgreSQL holds one. */
function digest(rows: string): string {
  return hash('sha256', rows).slice(0, 32);
}

/** The server's side of `digest`, of the rows of one bucket. */
const DIGEST = `
  encode(substr(sha256(string_agg(
    convert_to(l.blob || ' ' || l.state || ' ' || l.name, 'UTF8'), '\\x00'::bytea
    ORDER BY l.name COLLATE "C")), 1, 16), 'hex')`;

/**
 * The rows of the ledger that are in no bucket that is alike, and first one row that names those
 * that are, in `alike`: `00 01 ff`.
 *
 * @param columns of the ledger as `l`
 * @param digests a literal: `'{"00": "<digest>", …}'::json`
 */
export function differingRows(columns: string, digits: number, digests: string): string {
  return `
    WITH alike AS MATERIALIZED (
      SELECT own.bucket
      FROM (SELECT left(l.blob, ${digits}) AS bucket, ${DIGEST} AS digest
            FROM migration_gate.ledger AS l GROUP BY 1) AS own
      JOIN json_each_text(${digests}) AS c (bucket, digest)
        ON c.bucket = own.bucket AND c.digest = own.digest)
    SELECT CASE WHEN l.name IS NULL THEN (SELECT string_agg(bucket, ' ') FROM alike) END AS alike,
      ${columns}
    FROM (VALUES (0), (1)) AS kind (of_ledger)
    LEFT JOIN migration_gate.ledger AS l
      ON of_ledger = 1 AND left(l.blob, ${digits}) NOT IN (SELECT bucket FROM alike)
    WHERE of_ledger = 0 OR l.name IS NOT NULL
    ORDER BY of_ledger, l.name COLLATE "C"`;
}

/**
 * The rows that came, and for what is alike the candidate's own, made once for all targets;
 * `agreed`: the candidate, where that is all of it and no row came.
 */
export function completeRows(
  candidate: readonly Pair[],
  { digits, buckets }: LedgerDigest,
  rows: readonly Row[],
): Alike & { readonly received: readonly Row[] } {
  const [first, ...received] = rows;
  const named = first?.['alike'] ?? null;
  if (named === null) return { received, alike: [], agreed: null };
  const alike = new Set(named.split(' '));
  if (received.length === 0 && alike.size === buckets.size)
    return { received, alike: rowsOf(candidate), agreed: candidate };
  const same = candidate.filter(({ blob }) => alike.has(blob.slice(0, digits)));
  return { received, alike: same.map(asRow), agreed: null };
}

const asked = new WeakMap<readonly Pair[], readonly LedgerRow[]>();

function rowsOf(candidate: readonly Pair[]): readonly LedgerRow[] {
  const rows = asked.get(candidate) ?? candidate.map(asRow);
  asked.set(candidate, rows);
  return rows;
}

/** What is not known is not asked: a plain report does not show it. */
function asRow({ name, blob }: Pair): LedgerRow {
  return {
    name,
    blob,
    state: 'applied',
    origin: 'applied',
    appliedAt: null,
    appliedBy: '',
    branch: null,
    commit: null,
    sql: null,
  };
}
