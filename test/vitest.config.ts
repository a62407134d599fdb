import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { faultsReport } from './faults/faults-report.ts';
import { matrixReport } from './matrix/matrix-report.ts';
import { driftReport } from './shadow/drift-report.ts';
import { evidenceReport } from './shadow/evidence-report.ts';
import { closingLine } from './support/closing-line.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const allFaults = process.env['MIGRATION_GATE_TEST_FAULTS'] === 'all';

export default defineConfig({
  root,
  // Node 20 knows no `await using`; the tests do.
  oxc: { target: 'es2023' },
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run test:faults` tries all of them, the default run a sample.
    exclude: allFaults ? configDefaults.exclude : [...configDefaults.exclude, 'test/faults/points'],
    globalSetup: [
      'test/support/open-run-folder.ts',
      'test/support/start-servers.ts',
      'test/faults/kits.ts',
    ],
    pool: 'forks',
    // On two cores: a test mostly waits for git, for a server, or for a process to start.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: [
      'default',
      matrixReport(`${root}docs/matrix.md`),
      faultsReport(`${root}docs/faults.md`),
      evidenceReport(`${root}docs/evidence.md`),
      driftReport(`${root}docs/drift.md`),
      closingLine(),
    ],
  },
});
