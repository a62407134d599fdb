import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ownTransactionHook } from '../core/own-hook.ts';
import { GateError } from '../errors.ts';
import { writeProgram } from './write-program.ts';

/**
 * husky's shims in `<folder>/_`, and beside them the hook that husky does not know.
 * @param folder from the root: `.husky`
 */
export async function writeHusky(
  node: string,
  mainRoot: string,
  folder: string,
  repair: string,
): Promise<void> {
  const husky = join(dirname(createRequire(import.meta.url).resolve('husky')), 'bin.js');
  const run = promisify(execFile)(node, [husky, folder], { cwd: mainRoot });
  const { stdout } = await run.catch((cause) => {
    throw new GateError('INTERNAL', { problem: `husky failed: ${cause.message}` }, { cause });
  });
  if (stdout.trim() !== '') {
    throw new GateError('BAD_USAGE', {
      problem: `husky did not install its hooks: ${stdout.trim()}`,
      fix: 'Unset HUSKY, and repeat.',
    });
  }
  const hook = join(mainRoot, folder, '_', 'reference-transaction');
  await writeProgram(hook, Buffer.from(ownTransactionHook(repair, null)));
}
