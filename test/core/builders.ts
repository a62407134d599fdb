import type { Candidate } from '../../src/core/candidate.ts';
import type { Facts, TargetFacts } from '../../src/core/facts.ts';
import type { Migration, Pair } from '../../src/core/migration.ts';
import type { Override } from '../../src/core/override.ts';
import type { Answer, LedgerRow } from '../../src/core/reading.ts';

export const NOW = '2026-03-20T12:00:00.000Z';

/** 40 hex digits that are the same for the same text. */
function blobOf(text: string): string {
  const hex = [...text].map((char) => (char.codePointAt(0) ?? 0).toString(16)).join('');
  return hex.slice(-40).padStart(40, '0');
}

/** A text without any fault: whole header, one statement that says `content`. */
export function sqlOf(name: string, content = name): string {
  const lines = [`Migration: ${name}`, 'Date: 2026-03-01', 'Purpose: a test', 'Part of: tests'];
  return `${lines.map((line) => `-- ${line}\n`).join('')}SELECT '${content}';\n`;
}

/** A migration; another content gives another blob. */
export function migration(name: string, content = name): Migration {
  return { name, path: `migrations/${name}`, blob: blobOf(content) };
}

export function pair(name: string, content = name): Pair {
  return { name, blob: blobOf(content) };
}

/** What a ledger says of a migration that ran with this content. */
export function row(name: string, over: Partial<LedgerRow> = {}): LedgerRow {
  return {
    name,
    blob: blobOf(name),
    state: 'applied',
    origin: 'deployed',
    appliedAt: '2026-03-10T08:00:00.000000Z',
    appliedBy: 'ann',
    branch: 'feature/x',
    commit: null,
    sql: null,
    ...over,
  };
}

const toRow = (one: string | LedgerRow): LedgerRow => (typeof one === 'string' ? row(one) : one);

/** An answer with these rows, of a database of its own. */
export function answer(
  name: string,
  rows: readonly (string | LedgerRow)[],
  over: Partial<Answer> = {},
): Answer {
  const ledger = { databaseId: `id-of-${name}`, version: 1, rows: rows.map(toRow) };
  const identity = `the ${name} database`;
  return { access: 'ok', identity, readReplica: false, ledger, invalidIndexes: [], ...over };
}

/** A target and what became of asking it. */
export function target(
  name: string,
  reading: TargetFacts['reading'] | readonly (string | LedgerRow)[],
  over: Partial<TargetFacts> = {},
): TargetFacts {
  const asked = 'access' in reading ? reading : answer(name, reading);
  const off = asked.access === 'off' || asked.access === 'not-configured';
  const detail = off ? '' : name === 'local' ? 'localhost/app_dev' : 'db.example.com/app';
  const source = off ? '' : '.env';
  return { name, detail, source, remarks: [], pinnedId: null, reading: asked, ...over };
}

export const UNREACHABLE = {
  access: 'unreachable',
  problem: 'db.example.com:5432 did not answer within 10 s (ETIMEDOUT).',
  fixes: ['Add the public IP address of this machine to the trusted sources.'],
} as const;

export const REFUSED = {
  access: 'refused',
  problem: 'db.example.com:5432 said: no (28P01).',
  fixes: ['Correct the user and the password of production in .env.'],
} as const;

export function override(pairs: readonly Pair[], over: Partial<Override> = {}): Override {
  return {
    reason: 'hotfix tonight',
    by: 'Ann <ann@example.com>',
    at: '2026-03-19T12:00:00.000Z',
    ref: null,
    commit: null,
    pairs,
    ...over,
  };
}

type Rows = readonly (string | LedgerRow)[] | TargetFacts['reading'];
type Short = {
  /** Names, or migrations where the content matters. */
  readonly migrations: readonly (string | Migration)[];
  readonly local?: Rows;
  readonly production?: Rows;
};

/** Facts in short: a candidate, and what local and production say (by default: all applied). */
export function factsOf(short: Short, over: Partial<Facts> = {}): Facts {
  const migrations = short.migrations.map((m) => (typeof m === 'string' ? migration(m) : m));
  const all = migrations.map((m) => row(m.name, { blob: m.blob }));
  return {
    candidate: {
      commit: 'c'.repeat(40),
      tree: 'd'.repeat(40),
      ref: 'refs/heads/main',
      migrations,
      strays: [],
      findings: [],
    },
    targets: [target('local', short.local ?? all), target('production', short.production ?? all)],
    problem: null,
    order: 'warn',
    debtMaxAgeDays: 14,
    before: [],
    brought: null,
    overrides: [],
    bypasses: [],
    given: null,
    ignoredOverride: null,
    receipts: [],
    contents: new Map(migrations.map((m) => [m.blob, sqlOf(m.name)])),
    evidence: new Map(),
    drift: { level: 'warn', found: new Map() },
    audit: null,
    orphans: new Set(),
    publishedBy: new Map(),
    now: NOW,
    advice: { invoke: 'npx --no migration-gate', what: 'feature' },
    ...over,
  };
}

/** The facts with something else of their candidate. */
export function inCandidate(facts: Facts, over: Partial<Candidate>): Facts {
  return { ...facts, candidate: { ...facts.candidate, ...over } };
}

/** Lines of more than 80 columns; commands to copy may be as long as they must. */
export function wideLines(text: string): string[] {
  const isCommand = (line: string): boolean => /^ {2,}(npx|npm|git) /.test(line);
  return text.split('\n').filter((line) => [...line].length > 80 && !isCommand(line));
}
