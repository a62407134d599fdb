import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { type Access, connectionOf, runSql, urlOf } from './access.ts';
import type { Command } from './measure.ts';
import { type Migration, padded } from './migrations.ts';
import type { Files } from './project.ts';
import type { Repository } from './repository.ts';

/** The tool as it is installed: what is measured. */
export type Subject = { readonly script: string };

export function subjectIn(root: string): Subject {
  return { script: join(root, 'dist/start.cjs') };
}

/** A repository's files in the plain layout, with a config. */
export function gateFiles(migrations: readonly Migration[]): Files {
  const files = migrations.map(({ number, sql }) => [pathOf(number), textOf(number, sql)]);
  return {
    'package.json': '{ "name": "app", "private": true }\n',
    'migration-gate.json': `${JSON.stringify(LOOPBACK_CONFIG, null, 2)}\n`,
    ...Object.fromEntries(files),
  };
}

const nameOf = (number: number): string => `${padded(number)}_create_thing_${number}.sql`;
const pathOf = (number: number): string => `migrations/${nameOf(number)}`;

function textOf(number: number, sql: string): string {
  const header = ['Date: 2026-11-26', 'Purpose: one more table', 'Part of: the bench'];
  return [
    `-- Migration: ${nameOf(number)}`,
    ...header.map((line) => `-- ${line}`),
    '',
    sql,
    '',
  ].join('\n');
}

/** Records in the real ledger that these ran, as the tool itself would after each. */
export async function fillLedger(access: Access, migrations: readonly Migration[]): Promise<void> {
  await withSession(connectionOf(access), { timeoutSeconds: 60 }, async (session) => {
    await ensureLedger(session);
    const rows = migrations.map(({ number, sql }) => {
      const text = textOf(number, sql);
      return { name: nameOf(number), blob: blobOf(text), sql: text };
    });
    await session.query(FILL, [JSON.stringify(rows)]);
  });
  // As autovacuum leaves it; here it has not come by yet.
  await runSql(access, 'VACUUM ANALYZE migration_gate.ledger');
}

const FILL = `
  INSERT INTO migration_gate.ledger
    (name, blob, sql, state, origin, applied_at, applied_by, duration_ms, commit, branch)
  SELECT name, blob, sql, 'applied', 'deployed', clock_timestamp(), 'ann@laptop', 7,
    'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00', 'feature/things'
  FROM json_to_recordset($1::json) AS r (name text, blob text, sql text)`;

function blobOf(text: string): string {
  const body = Buffer.from(text);
  return createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex');
}

/** @param parameters of the production's URL: `sslnegotiation=direct` */
export function writeEnvFile(
  repository: Repository,
  local: Access | null,
  production: Access,
  parameters = '',
): void {
  const url = urlOf(production) + (parameters === '' ? '' : `&${parameters}`);
  const lines = [
    `LOCAL_DATABASE_URL=${local === null ? 'none' : urlOf(local)}`,
    `DATABASE_URL=${url}`,
    ...(production.caFile ? [`DATABASE_CA_CERT=${production.caFile}`] : []),
  ];
  writeFileSync(join(repository.path, '.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
}

/** The tool as `node` starts it, without npx, which is npm's own half second. */
export function typed({ script }: Subject, repository: Repository, ...args: string[]): Command {
  return { argv: [process.execPath, script, ...args], cwd: repository.path, env: repository.env };
}

/** Runs it unmeasured; throws on a non-zero code. */
export async function runSubject(
  subject: Subject,
  repository: Repository,
  ...args: string[]
): Promise<string> {
  const { argv, cwd, env } = typed(subject, repository, ...args);
  const [node = '', ...rest] = argv;
  return (await promisify(execFile)(node, rest, { cwd, env })).stdout;
}
