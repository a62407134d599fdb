import type { MigrationStatus } from './report.ts';

/** Who ran it, from where, and when: `ann from feature/x, 2026-03-10 08:00 UTC`. */
export function renderRan({ appliedBy, appliedAt, branch }: MigrationStatus): string {
  const from = branch === null ? '' : ` from ${branch}`;
  // 2026-03-10T08:00:00.123456Z
  const when = appliedAt === null ? 'never finished' : `${appliedAt.slice(0, 16)} UTC`;
  return `${appliedBy ?? 'somebody'}${from}, ${when.replace('T', ' ')}`;
}
