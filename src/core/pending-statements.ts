import type { AuditedFile } from './audit.ts';
import type { Effect } from './effect.ts';
import { afterEffect, type NewObjects, NOTHING_NEW } from './new-objects.ts';
import type { ParsedStatement } from './parsed-sql.ts';
import { effectsOf } from './statement-effects.ts';

/** A statement of a pending migration, and what those before it have made. */
export type PendingStatement = {
  readonly file: AuditedFile;
  readonly statement: ParsedStatement;
  readonly effects: readonly Effect[];
  readonly made: NewObjects;
  /** Where the one before it ends: between the two stand its comments. */
  readonly after: number;
};

/** All statements of the files, in the order in which they run. */
export function pendingStatements(files: readonly AuditedFile[]): PendingStatement[] {
  let made = NOTHING_NEW;
  return files.flatMap((file) => {
    let after = 0;
    const statements = file.parsed.kind === 'statements' ? file.parsed.statements : [];
    return statements.map((statement) => {
      const effects = effectsOf(statement);
      const pending = { file, statement, effects, made, after };
      made = effects.reduce(afterEffect, made);
      after = statement.end;
      return pending;
    });
  });
}
