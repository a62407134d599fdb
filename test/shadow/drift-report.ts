import { writeFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';
import { renderDriftPage } from './render-drift-page.ts';

/** Reporter: after `npm run test:evidence`, docs/drift.md, or what keeps it from being written. */
export function driftReport(path: string): Reporter {
  return {
    onTestRunEnd(modules) {
      if (process.env['MIGRATION_GATE_TEST_EVIDENCE'] !== 'all') return;
      const ours = modules.filter(({ moduleId }) =>
        moduleId.endsWith('/test/shadow/drift.test.ts'),
      );
      const tests = ours.flatMap((module) => [...module.children.allTests()]);
      const missing = tests.filter((test) => test.meta().drift === undefined);
      if (tests.length === 0 || missing.length > 0) {
        const names = missing.map((test) => `  ${test.fullName}`).join('\n');
        process.stdout.write(`\n${path} IS NOT WRITTEN; missing or failed:\n${names}\n`);
        process.exitCode = 1;
        return;
      }
      const found = tests.flatMap((test) => test.meta().drift ?? []);
      writeFileSync(path, renderDriftPage(found, new Date().toISOString().slice(0, 10)));
      process.stdout.write(`\n${path}: ${found.length} tests\n`);
    },
  };
}
