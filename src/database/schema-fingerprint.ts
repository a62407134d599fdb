import { createHash } from 'node:crypto';
import { withoutIgnored } from '../core/drift-ignore.ts';
import { setPlainly } from '../core/plain-settings.ts';
import type { Catalog } from '../core/timeline.ts';
import { readAtOnce, readCatalogNow, readCatalogSql } from './read-catalog.ts';
import type { Session } from './sql-session.ts';

/**
 * One value for a whole schema: `1.5d41402a:15:<sha256>:<sha256>`. Its format (another query makes
 * another one); the major version of PostgreSQL, for each writes some things in its own way; a hash
 * of all keys and values; and one of those that `drift.ignore` leaves, and of that itself.
 */
export function fingerprintOf(
  catalog: Catalog,
  majorVersion: string,
  ignore: readonly string[],
): string {
  const counted = [ignore.toSorted(), entriesOf(withoutIgnored(catalog, ignore))];
  const hashes = [entriesOf(catalog), counted].map((part) => digest(JSON.stringify(part)));
  return [`1.${queryDigest()}`, majorVersion, ...hashes].join(':');
}

const entriesOf = (catalog: Catalog): string[] =>
  [...catalog].map((entry) => JSON.stringify(entry)).sort();

const queryDigest = (): string =>
  digest(`${readCatalogSql()}\n${setPlainly('SET LOCAL')}`).slice(0, 8);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The fingerprint of a live database. Errors as the server gives them. */
export function readFingerprint(
  session: Session,
  timeoutSeconds: number,
  ignore: readonly string[],
): Promise<string> {
  return readAtOnce(session, timeoutSeconds, async () =>
    fingerprintOf(await readCatalogNow(session), await readMajorVersion(session), ignore),
  );
}

/** `15` */
export async function readMajorVersion(session: Session): Promise<string> {
  const [row] = await session.query(
    "SELECT (pg_catalog.current_setting('server_version_num')::int / 10000)::text AS major",
  );
  return row?.['major'] ?? '';
}

/** What the ledger keeps of the last migration that ended; null: nothing. */
export async function readRecordedFingerprint(session: Session): Promise<string | null> {
  const [row] = await session.query(NEWEST);
  return row?.['schema_fingerprint'] ?? null;
}

/** Writes down what the whole schema was after this migration. */
export async function writeFingerprint(
  session: Session,
  name: string,
  fingerprint: string,
): Promise<void> {
  await session.query(WRITE, [name, fingerprint]);
}

const NEWEST = `
  SELECT schema_fingerprint FROM migration_gate.ledger
  WHERE state OPERATOR(pg_catalog.=) 'applied'
  ORDER BY applied_at DESC, name DESC LIMIT 1`;

const WRITE = `
  UPDATE migration_gate.ledger SET schema_fingerprint = $2::pg_catalog.text
  WHERE name OPERATOR(pg_catalog.=) $1::pg_catalog.text
    AND state OPERATOR(pg_catalog.=) 'applied'`;
