import { writeFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';
import { renderEvidence } from './render-evidence.ts';

/** Reporter: after `npm run test:evidence`, docs/evidence.md, or what keeps it from being written. */
export function evidenceReport(path: string): Reporter {
  return {
    onTestRunEnd(modules) {
      if (process.env['MIGRATION_GATE_TEST_EVIDENCE'] !== 'all') return;
      const ours = modules.filter(({ moduleId }) =>
        moduleId.endsWith('/test/shadow/corpora.test.ts'),
      );
      const tests = ours.flatMap((module) => [...module.children.allTests()]);
      const missing = tests.filter((test) => test.meta().evidence === undefined);
      if (tests.length === 0 || missing.length > 0) {
        const names = missing.map((test) => `  ${test.fullName}`).join('\n');
        process.stdout.write(`\n${path} IS NOT WRITTEN; missing or failed:\n${names}\n`);
        process.exitCode = 1;
        return;
      }
      const found = tests.flatMap((test) => test.meta().evidence ?? []);
      writeFileSync(path, renderEvidence(found, new Date().toISOString().slice(0, 10)));
      process.stdout.write(`\n${path}: ${found.length} corpora and servers\n`);
    },
  };
}
