import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { matrixReport } from './matrix/matrix-report.ts';
import { closingLine } from './support/closing-line.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  // Node 20 knows no `await using`; the tests do.
  oxc: { target: 'es2023' },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/open-run-folder.ts', 'test/support/start-servers.ts'],
    pool: 'forks',
    // On two cores: a test mostly waits for git, for a server, or for a process to start.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: ['default', matrixReport(`${root}docs/matrix.md`), closingLine()],
  },
});
