import { existsSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { findLeaks } from './leaks.ts';

/**
 * Reporter: the reason of every skipped test, the closing check for secrets, and as the last
 * line the plain form any CI can read: `12 passed, 0 failed, 1 skipped`.
 *
 * The check stands here and not in a teardown: what a globalSetup teardown throws, vitest logs
 * and still exits 0.
 */
export function closingLine(): Reporter {
  let vitest: Vitest;
  return {
    onInit(context) {
      vitest = context;
    },
    onTestRunEnd(modules, unhandledErrors) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      if (!vitest.config.testNamePattern) printSkipped(tests);
      const leaks = printLeaks(vitest.getRootProject().getProvidedContext().runFolder);
      const passed = tests.filter((test) => test.result().state === 'passed').length;
      const failed = tests.filter((test) => test.result().state === 'failed').length;
      const broken = countBroken(modules, unhandledErrors) + leaks;
      if (broken > 0) process.exitCode = 1;
      const skipped = tests.length - passed - failed;
      process.stdout.write(`\n${passed} passed, ${failed + broken} failed, ${skipped} skipped\n`);
    },
  };
}

function printSkipped(tests: readonly TestCase[]): void {
  for (const test of tests) {
    const result = test.result();
    if (result.state !== 'skipped') continue;
    const reason = result.note ?? reasonInName(test.fullName) ?? 'no reason given';
    process.stdout.write(`skipped: ${test.fullName}: ${reason}\n`);
  }
}

/** `…, skipped: no pg_dump`, `… (skipped: there is no psql here)`: of what is skipped by `skipIf`. */
function reasonInName(name: string): string | undefined {
  return /\bskipped: ([^)>]+)/.exec(name)?.[1]?.trim();
}

/** Prints what leaked a password, and returns how many commands did. */
function printLeaks(folder: string | undefined): number {
  if (!folder || !existsSync(folder)) return 0;
  const leaks = findLeaks(folder);
  for (const leak of leaks) process.stdout.write(`A PASSWORD WAS PRINTED by ${leak}\n`);
  return leaks.length;
}

/** Files that could not be loaded, failed hooks, errors outside any test; and no file at all. */
function countBroken(
  modules: readonly TestModule[],
  unhandled: readonly SerializedError[],
): number {
  if (modules.length === 0) return 1;
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  return suites.filter((suite) => suite.errors().length > 0).length + unhandled.length;
}
