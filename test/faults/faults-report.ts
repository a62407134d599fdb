import { writeFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';
import './mark.ts';
import { missingFaults, renderFaults } from './render-faults.ts';

/** Reporter: after `npm run test:faults`, docs/faults.md, or what keeps it from being written. */
export function faultsReport(path: string): Reporter {
  return {
    onTestRunEnd(modules) {
      if (process.env['MIGRATION_GATE_TEST_FAULTS'] !== 'all') return;
      const ours = modules.filter(({ moduleId }) => moduleId.includes('/test/faults/'));
      // Others look at the variable, too: a run of theirs is not ours to judge.
      if (ours.length === 0) return;
      const tests = ours.flatMap((module) => [...module.children.allTests()]);
      const failed = tests.filter((test) => test.result().state !== 'passed');
      const tried = tests.flatMap((test) => test.meta().fault ?? []);
      const cells = new Map(tried.map(({ name, mark }) => [name, mark]));
      const reasons = [...missingFaults(cells), ...failed.map((test) => test.fullName)];
      if (reasons.length > 0) return refuseToWrite(path, reasons);
      const servers = [...new Set(tried.map(({ server }) => server))].sort();
      const disk = tried[0]?.disk ?? '';
      const date = new Date().toISOString().slice(0, 10);
      writeFileSync(path, renderFaults({ cells, servers, disk, date }));
      process.stdout.write(`\n${path}: ${cells.size} cells\n`);
    },
  };
}

function refuseToWrite(path: string, reasons: readonly string[]): void {
  const shown = reasons.slice(0, 20).map((reason) => `  ${reason}`);
  if (reasons.length > shown.length) shown.push(`  and ${reasons.length - shown.length} more`);
  process.stdout.write(`\n${path} IS NOT WRITTEN; missing or failed:\n${shown.join('\n')}\n`);
  process.exitCode = 1;
}
