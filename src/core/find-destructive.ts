import type { AuditedFile, AuditFinding } from './audit.ts';
import { dangerOf } from './dangers.ts';
import type { Effect } from './effect.ts';
import { type PendingStatement, pendingStatements } from './pending-statements.ts';
import { placeOfIndex, positionToLineColumn } from './sql-position.ts';
import { ignoredAt, ignoredInFile, isIgnored } from './squawk-ignore.ts';

/**
 * What the pending migrations destroy, read with PostgreSQL's own grammar, in the order in which
 * they run. What they made themselves holds nothing of value yet, and is not named; nor is a view,
 * a type or a function that is dropped to be made anew. A file that the grammar cannot read is a
 * finding: nothing in it was audited.
 */
export function findDestructive(files: readonly AuditedFile[]): AuditFinding[] {
  const all = pendingStatements(files);
  return files.flatMap((file) => {
    const statements = all.filter((pending) => pending.file === file);
    const found = statements.flatMap((pending) => findInStatement(pending, all));
    if (found.length === 0) return unreadable(file);
    const ignored = ignoredInFile(file.sql);
    return found.filter(({ rule }) => !isIgnored(rule, ignored));
  });
}

function findInStatement(
  pending: PendingStatement,
  all: readonly PendingStatement[],
): AuditFinding[] {
  const { file, statement, effects, made, after } = pending;
  return effects.flatMap((effect) => {
    const danger = dangerOf(effect, made);
    if (danger === null || isMadeAnew(effect, pending, all)) return [];
    if (isIgnored(danger.rule, ignoredAt(file.sql, after, statement))) return [];
    const place = placeOfIndex(file.sql, statement.start);
    return [{ migration: file.migration.name, ...place, ...danger }];
  });
}

/** Whether a text can have a finding at all; where not, the grammar need not be loaded (100 ms). */
export const mayDestroy = (sql: string): boolean => /drop|truncate|delete|update/i.test(sql);

/** With rows there is more to an object than its definition. */
const HOLDS_ROWS = ['TABLE', 'SEQUENCE'];

function isMadeAnew(
  effect: Effect,
  pending: PendingStatement,
  all: readonly PendingStatement[],
): boolean {
  if (effect.does !== 'drop' || effect.cascades || HOLDS_ROWS.includes(effect.type)) return false;
  const later = all.slice(all.indexOf(pending) + 1);
  return later.some(({ effects }) =>
    effects.some(({ does, object }) => does === 'create' && object.key === effect.object.key),
  );
}

function unreadable({ migration, sql, parsed }: AuditedFile): AuditFinding[] {
  if (parsed.kind !== 'syntax-error') return [];
  const place = positionToLineColumn(sql, parsed.position ?? 1);
  const message = `not SQL to PostgreSQL's grammar (${parsed.message}), so not audited`;
  return [{ migration: migration.name, ...place, rule: 'syntax-error', message }];
}
