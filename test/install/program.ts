import { execFileSync } from 'node:child_process';
import { expect, type TestContext } from 'vitest';
import type { Repository } from '../support/repository.ts';

/** The program in the PATH of whoever started the tests; without it the test is skipped. */
export function find(name: string, skip: TestContext['skip'], how: string): string {
  try {
    return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
  } catch {
    return skip(`${name} is not in PATH (${how})`);
  }
}

/** What is typed, and has to go well. */
export async function typed(
  repository: Repository,
  program: string,
  ...args: string[]
): Promise<void> {
  const { code, stdout, stderr } = await repository.run(program, args);
  expect(code, stdout + stderr).toBe(0);
}
