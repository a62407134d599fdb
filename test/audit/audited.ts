import type { AuditedFile, AuditFinding } from '../../src/core/audit.ts';
import { findDestructive } from '../../src/core/find-destructive.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { migration } from '../core/builders.ts';

/** Pending migrations of these texts, read by PostgreSQL's own grammar. */
export function filesOf(...texts: readonly string[]): Promise<AuditedFile[]> {
  return Promise.all(
    texts.map(async (sql, i) => ({
      migration: migration(`00${i + 1}_a.sql`, sql),
      sql,
      parsed: await parseSql(sql),
    })),
  );
}

/** `1:1 drop-table` */
export const placed = ({ line, column, rule }: AuditFinding): string => `${line}:${column} ${rule}`;

export async function destructiveIn(...texts: readonly string[]): Promise<AuditFinding[]> {
  return findDestructive(await filesOf(...texts));
}
