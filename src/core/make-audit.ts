import type { Audit, AuditedFile, AuditFinding } from './audit.ts';
import type { Facts } from './facts.ts';
import { findDestructive } from './find-destructive.ts';
import { type LintMessage, lintFindings } from './lint-findings.ts';
import type { Migration } from './migration.ts';
import type { Report } from './report.ts';
import { parseAcknowledged } from './sql-header.ts';

/** What became of asking squawk. */
export type LintAnswer =
  /** It is not installed: then nobody has asked for an audit of locks. */
  | { readonly kind: 'absent' }
  /** A sentence, without secrets. */
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'answered'; readonly messages: readonly LintMessage[] };

/**
 * What is to be audited: what is pending on a target that is deployed to; and what is pending here,
 * unless it is known to have run elsewhere, where nobody can change it any more. What an override
 * covers passes (contract 5).
 */
export function migrationsToAudit(
  { candidate, contents }: Facts,
  { targets }: Report,
): { readonly migration: Migration; readonly sql: string }[] {
  const pending = pendingByTarget(targets);
  const ran = targets
    .filter(({ target }) => target !== 'local')
    .flatMap(({ migrations }) => migrations.filter(({ state }) => state === 'applied'));
  const done = new Set(ran.map(({ name }) => name));
  return candidate.migrations.flatMap((migration) => {
    const { name, blob } = migration;
    const sql = contents.get(blob);
    const open = pending.elsewhere.has(name) || (pending.here.has(name) && !done.has(name));
    return open && sql !== undefined ? [{ migration, sql }] : [];
  });
}

/** Names of what is pending, and covered by no override, on local and on the others. */
export function pendingByTarget(targets: Report['targets']): {
  readonly here: ReadonlySet<string>;
  readonly elsewhere: ReadonlySet<string>;
} {
  const namesOf = (some: Report['targets']): Set<string> =>
    new Set(
      some.flatMap(({ migrations }) =>
        migrations
          .filter(({ state, flags }) => state === 'pending' && !flags.includes('debt'))
          .map(({ name }) => name),
      ),
    );
  return {
    here: namesOf(targets.filter(({ target }) => target === 'local')),
    elsewhere: namesOf(targets.filter(({ target }) => target !== 'local')),
  };
}

/** The parser's findings and squawk's, in the order of the files, less what a header acknowledges. */
export function makeAudit(
  level: Audit['level'],
  files: readonly AuditedFile[],
  lint: LintAnswer,
  chosen: boolean,
): Audit {
  const linted = lint.kind === 'answered' ? lintFindings(files, lint.messages, chosen) : [];
  const all = [...findDestructive(files), ...linted];
  return {
    level,
    findings: files.flatMap(({ migration, sql }) => {
      const fine = parseAcknowledged(sql);
      const own = all.filter((one) => one.migration === migration.name && !fine.includes(one.rule));
      return own.sort(byPlace);
    }),
    problem: lint.kind === 'failed' ? lint.problem : null,
    audited: files.map(({ migration }) => migration.name),
  };
}

const byPlace = (a: AuditFinding, b: AuditFinding): number =>
  a.line - b.line || a.column - b.column;
