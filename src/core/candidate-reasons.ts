import { coveredNames } from './baseline.ts';
import type { Facts } from './facts.ts';
import { withoutPairs } from './pairs.ts';
import { parseNumber } from './plain-layout.ts';
import { renumberFixes, withoutNumber } from './renumber-fixes.ts';
import type { MigrationStatus, Reason } from './report.ts';
import { findPsqlMetaCommand } from './sql-checks.ts';
import { findHeaderProblems } from './sql-header.ts';
import { visible } from './visible.ts';

/** What is wrong with the candidate itself, whatever the targets say. */
export function candidateReasons(
  facts: Facts,
  statuses: readonly MigrationStatus[],
  covered: ReadonlySet<string>,
): Reason[] {
  // What the baseline stands for never runs: how it is written is in nobody's way.
  const dumped = coveredNames(facts.candidate.baseline);
  const open = new Set(
    notApplied(statuses).filter((name) => !covered.has(name) && !dumped.has(name)),
  );
  return [
    ...findings(facts, covered),
    ...emptied(facts, statuses),
    ...metaCommands(facts, open),
    ...duplicates(facts, open),
    ...removed(facts, statuses),
    ...headers(facts, open),
  ];
}

/** Names of the candidate's migrations that some asked target has not applied. */
function notApplied(statuses: readonly MigrationStatus[]): string[] {
  const open = statuses.filter((s) => s.state !== 'applied' && s.state !== 'missing');
  return [...new Set(open.map((status) => status.name))];
}

function findings(facts: Facts, covered: ReadonlySet<string>): Reason[] {
  return facts.candidate.findings.map((finding) => ({
    code: finding.code,
    target: null,
    migrations: finding.migrations,
    severity:
      finding.code === 'INVALID_NAME' && finding.migrations.every((name) => covered.has(name))
        ? 'warn'
        : 'block',
    message: finding.message,
    fixes: [finding.fix],
  }));
}

/** An empty folder while a ledger holds migrations: moved or lost, and never "nothing to do". */
function emptied(facts: Facts, statuses: readonly MigrationStatus[]): Reason[] {
  const { migrations, findings: found } = facts.candidate;
  if (migrations.length > 0 || found.length > 0) return [];
  const missing = statuses.filter((status) => status.state === 'missing');
  if (missing.length === 0) return [];
  return [
    {
      code: 'INVALID_FOLDER',
      target: null,
      migrations: [...new Set(missing.map((status) => status.name))],
      severity: 'block',
      message: 'The migrations folder holds no migrations, but a ledger does.',
      fixes: ['Put them back, or let "migrations" in migration-gate.json name their folder.'],
    },
  ];
}

function metaCommands(facts: Facts, open: ReadonlySet<string>): Reason[] {
  if (open.size === 0) return [];
  return facts.candidate.migrations.flatMap((migration) => {
    const text = facts.contents.get(migration.blob);
    if (text === undefined || !open.has(migration.name)) return [];
    const found = metaCommandIn(facts.contents, migration.blob, text);
    if (found === null) return [];
    return [
      {
        code: 'INVALID_NAME' as const,
        target: null,
        migrations: [migration.name],
        severity: 'block' as const,
        message: `${migration.path}:${found.line}:${found.column} holds ${found.command}, which only psql knows.`,
        fixes: ['Write it as plain SQL.'],
      },
    ];
  });
}

type MetaCommand = ReturnType<typeof findPsqlMetaCommand>;

/** A deployment decides three times about the same texts, and each is read to its end here. */
const looked = new WeakMap<Facts['contents'], Map<string, MetaCommand>>();

function metaCommandIn(contents: Facts['contents'], blob: string, text: string): MetaCommand {
  const known = looked.get(contents) ?? new Map<string, MetaCommand>();
  looked.set(contents, known);
  const found = known.has(blob) ? (known.get(blob) ?? null) : findPsqlMetaCommand(text);
  known.set(blob, found);
  return found;
}

function duplicates(facts: Facts, open: ReadonlySet<string>): Reason[] {
  if (open.size === 0) return [];
  const byNumber = new Map<bigint | null, string[]>();
  for (const { name } of facts.candidate.migrations) {
    const number = parseNumber(name);
    const others = byNumber.get(number);
    if (others === undefined) byNumber.set(number, [name]);
    else others.push(name);
  }
  return [...byNumber.values()]
    .filter((names) => names.length > 1 && names.some((name) => open.has(name)))
    .map((names) => ({
      code: 'DUPLICATE' as const,
      target: null,
      migrations: names,
      severity: 'block' as const,
      message: `One number twice: ${names.join(', ')}.`,
      fixes: renumberFixes(
        withoutNumber(names, facts),
        facts,
        'Or run both: they run in this order.',
      ),
    }));
}

function removed(facts: Facts, statuses: readonly MigrationStatus[]): Reason[] {
  if (facts.before === null) return [];
  const ran = new Set(statuses.filter((s) => s.state === 'missing').map((s) => s.name));
  if (ran.size === 0) return [];
  const names = new Set(facts.candidate.migrations.map((migration) => migration.name));
  const gone = withoutPairs(facts.before, facts.candidate.migrations)
    .map((pair) => pair.name)
    .filter((name) => !names.has(name) && ran.has(name));
  if (gone.length === 0) return [];
  return [
    {
      code: 'REMOVED',
      target: null,
      migrations: gone,
      severity: 'warn',
      message: ['It ran, and the candidate takes it away:', ...gone.map(visible)].join('\n'),
      fixes: ['Keep the file: a new database needs it.'],
    },
  ];
}

/** More are told in one: a folder that is taken over has none at all. */
const HEADERS_TOLD = 5;

function headers(facts: Facts, open: ReadonlySet<string>): Reason[] {
  if (open.size === 0) return [];
  const found = facts.candidate.migrations.flatMap(({ name, blob }) => {
    const text = facts.contents.get(blob);
    if (text === undefined || !open.has(name)) return [];
    const problems = findHeaderProblems(text, name);
    return problems.length === 0 ? [] : [{ name, problems }];
  });
  if (found.length > HEADERS_TOLD) {
    const [first] = found;
    const more = `${visible(first?.name ?? '')}, and ${found.length - 1} more`;
    const names = found.map(({ name }) => name);
    return [headerReason(names, [`These headers are not whole: ${more}.`])];
  }
  return found.map(({ name, problems }) =>
    headerReason([name], [`The header of ${name} is not whole:`, ...problems]),
  );
}

const headerReason = (migrations: readonly string[], lines: readonly string[]): Reason => ({
  code: 'HEADER',
  target: null,
  migrations,
  severity: 'warn',
  message: lines.join('\n'),
  fixes: ['Begin it with "-- Migration:", "-- Date:", "-- Purpose:" and "-- Part of:".'],
});
