import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';
import type { Mark } from './mark.ts';
import { missingCells, renderMatrix } from './render-matrix.ts';

/** Reporter: after `npm run test:matrix`, docs/matrix.md, or what keeps it from being written. */
export function matrixReport(path: string): Reporter {
  return {
    onTestRunEnd(modules) {
      if (process.env['MIGRATION_GATE_TEST_MATRIX'] !== 'all') return;
      const ours = modules.filter(({ moduleId }) => moduleId.includes('/test/matrix/'));
      const tests = ours.flatMap((module) => [...module.children.allTests()]);
      const failed = tests.filter((test) => test.result().state !== 'passed');
      const cells = readCells(tests);
      const never = tests.flatMap((test) => test.meta().neverRefused ?? []);
      const missing = missingCells(cells);
      if (never.length === 0) missing.push('what is never refused');
      if (missing.length > 0 || failed.length > 0) {
        refuseToWrite(path, [...missing, ...failed.map((test) => test.fullName)]);
        return;
      }
      const git =
        execFileSync('git', ['--version'], { encoding: 'utf8' }).trim().split(' ')[2] ?? '';
      const date = new Date().toISOString().slice(0, 10);
      writeFileSync(path, renderMatrix({ cells, never, git, date }));
      process.stdout.write(`\n${path}: ${cells.size} cells, ${never.length} never refused\n`);
    },
  };
}

function readCells(tests: readonly TestCase[]): Map<string, Mark> {
  const cells = tests.flatMap((test) => test.meta().cell ?? []);
  return new Map(cells.map(({ name, mark }) => [name, mark]));
}

function refuseToWrite(path: string, reasons: readonly string[]): void {
  const shown = reasons.slice(0, 20).map((reason) => `  ${reason}`);
  if (reasons.length > shown.length) shown.push(`  and ${reasons.length - shown.length} more`);
  process.stdout.write(`\n${path} IS NOT WRITTEN; missing or failed:\n${shown.join('\n')}\n`);
  process.exitCode = 1;
}
