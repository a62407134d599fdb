import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { cleanEnv } from './clean-env.ts';
import { PACKAGE_ROOT } from './repository.ts';
import { type Result, run } from './run.ts';

const CONFIG = fileURLToPath(new URL('fixtures/leaking-suite.config.ts', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** The harness over a suite of three tests that prints this form of a password. */
function runSuite(leak: string): Promise<Result> {
  const env = { ...cleanEnv(inject('runFolder')), LEAK: leak };
  const args = [VITEST, 'run', '--config', CONFIG];
  return run(process.execPath, args, { cwd: PACKAGE_ROOT, env });
}

test.for(['plain', 'percent', 'base64'])(
  'a suite that prints a password fails: %s',
  async (form) => {
    const { code, stdout } = await runSuite(form);
    expect(code).toBe(1);
    expect(stdout).toMatch(/A PASSWORD WAS PRINTED by .*leaking-suite\.ts > prints: echo \*\*\*\n/);
    expect(stdout).toMatch(/^1 passed, 1 failed, 2 skipped\n$/m);
  },
);

test('one whose own console shows a password fails too', async () => {
  const { code, stdout } = await runSuite('console');
  expect(code).toBe(1);
  expect(stdout).toContain('A PASSWORD WAS PRINTED by the output of the test runner: vitest\n');
});

test('one that prints none passes, and says why it skipped what it skipped', async () => {
  const { code, stdout } = await runSuite('nothing');
  expect(code).toBe(0);
  expect(stdout).toContain('skipped: is skipped: there is no moon tonight\n');
  expect(stdout).toContain('skipped: is skipped without a reason: no reason given\n');
  expect(stdout).toMatch(/^1 passed, 0 failed, 2 skipped\n$/m);
});
