import type { Audit } from '../../src/core/audit.ts';
import { type Drift, findDrift } from '../../src/core/drift.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { TreeEntry } from '../../src/core/migration.ts';
import { type Folder, parseFolder } from '../../src/core/migrations-folder.ts';
import type { ReasonCode } from '../../src/core/report.ts';
import {
  answer,
  factsOf,
  inCandidate,
  migration,
  override,
  pair,
  REFUSED,
  row,
  sqlOf,
  target,
  UNREACHABLE,
} from './builders.ts';

/** B is pending on production, and was audited. */
function audited(over: Partial<Audit>): Facts {
  const at = { migration: B, line: 7, column: 1 };
  const findings = [
    { ...at, rule: 'drop-table', message: 'DROP TABLE users: its rows are lost' },
    {
      ...at,
      line: 9,
      rule: 'require-concurrent-index-creation',
      message:
        'During normal index creation, table updates are blocked, but reads are still allowed',
    },
  ];
  const audit = { level: 'warn' as const, findings, problem: null, audited: [B], ...over };
  return factsOf({ migrations: [A, B], production: [A] }, { audit });
}

type Case = { readonly says: string; readonly code: ReasonCode; readonly facts: Facts };

const A = '001_users.sql';
const B = '002_orders.sql';
const C = '003_items.sql';
const both = { migrations: [A, B] };

function folderOf(entries: readonly Partial<TreeEntry>[]): Folder {
  const line = { mode: '100644', oid: 'e'.repeat(40), path: '' };
  const lines = entries.map((entry) => ({ ...line, ...entry }));
  return parseFolder('migrations', lines, []);
}

const stray = (entry: Partial<TreeEntry>): Facts => inCandidate(factsOf(both), folderOf([entry]));
const withProduction = (reading: Parameters<typeof target>[1], more = {}): Facts =>
  factsOf(both, { targets: [target('local', [A, B]), target('production', reading, more)] });
const content = (name: string, text: string): Facts => {
  const facts = factsOf({ migrations: [name], production: [] });
  return { ...facts, contents: new Map([[migration(name).blob, text]]) };
};

/** Six differences. */
const SOME = {
  ...findDrift(
    new Map([['index public.users_email_idx', 'CREATE INDEX …']]),
    new Map('abcde'.split('').map((name) => [`table public.hotfix_${name}`, 'table'])),
    [],
  ),
  promised: [A, B],
  unfinished: [],
};

const drifted = (name: string, drift: Drift): Facts =>
  factsOf(both, { drift: { level: 'warn', found: new Map([[name, drift]]) } });

/** One case at least for every reason the core can give. */
export const CASES: readonly Case[] = [
  { says: 'pending on production', code: 'PENDING', facts: factsOf({ ...both, production: [A] }) },
  {
    says: 'pending where there is no ledger',
    code: 'PENDING',
    facts: withProduction({ ...answer('production', []), ledger: null }),
  },
  {
    says: 'pending everywhere, and others published it',
    code: 'PENDING',
    facts: factsOf(
      { ...both, local: [], production: [] },
      { publishedBy: new Map([[B, 'bob, 1a2b3c4, 2026-03-18']]) },
    ),
  },
  {
    says: 'pending on a further target',
    code: 'PENDING',
    facts: factsOf(both, {
      targets: [target('local', [A, B]), target('production', [A, B]), target('staging', [A])],
    }),
  },
  {
    says: 'changed after it ran',
    code: 'MODIFIED',
    facts: factsOf({ ...both, production: [A, row(B, { blob: 'b'.repeat(40), sql: 'SELECT 2' })] }),
  },
  {
    says: 'comments changed after it ran',
    code: 'COSMETIC',
    facts: factsOf({
      ...both,
      production: [A, row(B, { blob: 'b'.repeat(40), sql: `SELECT '${B}' ; -- old` })],
    }),
  },
  {
    says: 'started and never finished',
    code: 'INTERRUPTED',
    facts: factsOf({ ...both, production: [A, row(B, { state: 'started', appliedAt: null })] }),
  },
  {
    says: 'started, and somebody is at it',
    code: 'INTERRUPTED',
    facts: withProduction({
      ...answer('production', [A, row(B, { state: 'started', appliedAt: null })]),
      deploying: true,
    }),
  },
  {
    says: 'renamed after it ran',
    code: 'RENAMED',
    facts: factsOf({
      migrations: [A, migration('003_orders.sql', B)],
      production: [A, B],
    }),
  },
  { says: 'production does not answer', code: 'UNREACHABLE', facts: withProduction(UNREACHABLE) },
  { says: 'production refuses', code: 'REFUSED', facts: withProduction(REFUSED) },
  {
    says: 'another database than the pinned one',
    code: 'REFUSED',
    facts: withProduction([A], { pinnedId: '0b1c9b5e-6b7a-4f0e-9d5c-0a1b2c3d4e5f' }),
  },
  {
    says: 'no ledger where an id is pinned',
    code: 'REFUSED',
    facts: withProduction(answer('production', [], { ledger: null }), { pinnedId: 'id-1' }),
  },
  {
    says: 'production is not configured',
    code: 'NOT_CONFIGURED',
    facts: withProduction({ access: 'not-configured', fixes: ['DATABASE_HOST=<host>'] }),
  },
  {
    says: 'a bad .env',
    code: 'BAD_CONFIG',
    facts: factsOf(both, {
      targets: [],
      problem: {
        code: 'BAD_CONFIG',
        message: '.env: DATABASE_PORT is not a port.',
        fix: 'Correct .env.\nA port is a number.',
      },
    }),
  },
  {
    says: 'a tracked .env',
    code: 'ENV_TRACKED',
    facts: factsOf(both, {
      targets: [],
      problem: {
        code: 'ENV_TRACKED',
        message: '.env is tracked by git, with its secrets; it is not read.',
        fix: 'git rm --cached .env',
      },
    }),
  },
  {
    says: 'local and production are one',
    code: 'SAME_DATABASE',
    facts: withProduction(answer('local', [A, B])),
  },
  {
    says: 'production is a standby',
    code: 'READ_REPLICA',
    facts: withProduction(answer('production', [A, B], { readReplica: true })),
  },
  {
    says: 'a ledger of a later version',
    code: 'LEDGER_NEWER',
    facts: withProduction(
      answer('production', [], { ledger: { databaseId: 'x', version: 2, rows: [] } }),
    ),
  },
  { says: 'the folder is a file', code: 'INVALID_FOLDER', facts: stray({ path: 'migrations' }) },
  {
    says: 'the folder is emptied',
    code: 'INVALID_FOLDER',
    facts: factsOf({ migrations: [], local: [], production: [A] }),
  },
  { says: 'a bad name', code: 'INVALID_NAME', facts: stray({ path: 'migrations/Add-Users.sql' }) },
  {
    says: 'a symbolic link',
    code: 'INVALID_NAME',
    facts: stray({ path: `migrations/${A}`, mode: '120000' }),
  },
  { says: 'psql commands', code: 'INVALID_NAME', facts: content(A, `${sqlOf(A)}\\i other.sql\n`) },
  {
    says: 'one number twice',
    code: 'DUPLICATE',
    facts: factsOf({ migrations: [A, '001_roles.sql'], local: [A], production: [A] }),
  },
  {
    says: 'a number below what ran',
    code: 'LATE',
    facts: factsOf({ ...both, production: [A, C] }),
  },
  {
    says: 'a number that ran with another name',
    code: 'COLLISION',
    facts: factsOf({ ...both, production: [A, '002_prices.sql'] }),
  },
  {
    says: 'ran, and is in no branch',
    code: 'ORPHAN',
    facts: factsOf({ ...both, production: [A, B, C] }, { orphans: new Set([C]) }),
  },
  {
    says: 'a build that failed left an index',
    code: 'INVALID_INDEX',
    facts: withProduction(
      answer('production', [A, B], {
        invalidIndexes: [
          { index: 'public."Users_idx"', table: 'public.users', droppable: true },
          { index: 'public.users_pkey', table: 'public.users', droppable: false },
        ],
      }),
    ),
  },
  {
    says: 'applied, edited and not deployed: the daily loop',
    code: 'MODIFIED',
    facts: factsOf({
      ...both,
      local: [A, row(B, { blob: 'b'.repeat(40), sql: 'SELECT 2' })],
      production: [A],
    }),
  },
  {
    says: 'the update takes away what ran',
    code: 'REMOVED',
    facts: factsOf({ migrations: [A], production: [A, B] }, { before: [pair(A), pair(B)] }),
  },
  {
    says: 'let through',
    code: 'DEBT',
    facts: factsOf({ ...both, production: [A] }, { overrides: [override([pair(B)])] }),
  },
  {
    says: 'let through long ago',
    code: 'DEBT',
    facts: factsOf(
      { ...both, production: [A] },
      { overrides: [override([pair(B)], { at: '2026-03-01T12:00:00.000Z' })] },
    ),
  },
  { says: 'something to look at', code: 'AUDIT', facts: audited({ level: 'warn' }) },
  {
    says: 'locks that could not be audited',
    code: 'AUDIT',
    facts: audited({ findings: [], problem: 'squawk gave no answer within 5 s.' }),
  },
  {
    says: 'not as the ledger promises, and more than a report names',
    code: 'DRIFT',
    facts: drifted('production', { kind: 'compared', since: 'changed', ...SOME }),
  },
  {
    says: 'whether it drifted cannot be told',
    code: 'DRIFT',
    facts: drifted('production', {
      kind: 'unknown',
      since: 'changed',
      problem: 'Proving what a database holds needs @electric-sql/pglite.',
      fixes: ['npm install --save-dev @electric-sql/pglite'],
    }),
  },
  { says: 'no header', code: 'HEADER', facts: content(A, 'SELECT 1;') },
  {
    says: 'an override where none is accepted',
    code: 'OVERRIDE_IGNORED',
    facts: factsOf(both, { ignoredOverride: 'migration-gate.override in a file is ignored.' }),
  },
];
