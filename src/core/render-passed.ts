import type { Passed } from './status.ts';

/** What came in past the gate, and the command that says what of it is open still. */
export function renderPassed({ migrations, since }: Passed, invoke: string): string[] {
  if (migrations.length === 0) return [];
  const count = migrations.length === 1 ? '1 migration' : `${migrations.length} migrations`;
  return [
    `Let through by override, or past the hooks, since ${since?.slice(0, 10)}: ${count};`,
    `which of them are not deployed yet, this says: ${invoke} verify`,
  ];
}
