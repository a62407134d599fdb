import type { Baseline } from './baseline.ts';
import { count } from './make-reason.ts';
import type { BaselinePlan } from './plan-baseline.ts';
import { parseStatements } from './sql-statements.ts';
import type { Target } from './target.ts';
import { visible } from './visible.ts';

/** What will be written, and what will be recorded. */
export function renderBaselinePlan(
  { covers, record }: BaselinePlan,
  { path, sql, through }: Baseline,
  { name, detail }: Pick<Target, 'name' | 'detail'>,
): string {
  const statements = [...parseStatements(sql)].length;
  const lines = [
    `Baseline of ${name}: ${visible(detail)}`,
    `  ${visible(path)}: the schema as it is (${statements} statements)`,
    `  it stands for ${count(covers.length)}, through ${visible(through)}`,
    ...(record.length === 0 ? [] : [`Record as applied on ${name}, without running:`]),
    ...record.map(({ migration }) => `  ${visible(migration.name)}`),
  ];
  return `${lines.join('\n')}\n`;
}
