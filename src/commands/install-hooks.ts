import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GateError } from '../errors.ts';
import { readHooksPath, writeHooksPath } from '../git/hooks-path.ts';
import type { Repository } from '../git/repository.ts';
import { hooksFolder, stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { recordInstalled } from './record-passed.ts';
import { stampHooks } from './stamp-hooks.ts';

/** The package's own hooks/, beside dist/ and src/. */
const HOOKS = fileURLToPath(new URL('../../hooks/', import.meta.url));

/**
 * Arms this clone: husky's shims in the main worktree's `.husky/_`, our scripts beside them, and
 * an absolute hooks path, since husky's relative one finds nothing in a linked worktree. The
 * scripts are copies, so that an update that is not ours passes even without node_modules.
 */
export async function installHooks(context: Context, repository: Repository): Promise<void> {
  const { mainRoot } = repository;
  await refuseForeignHooks(repository);
  await runHusky(context, mainRoot);
  const folder = join(mainRoot, '.husky', '_');
  const own = hooksFolder(mainRoot);
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  for (const name of await readdir(HOOKS)) {
    await copyFile(join(HOOKS, name), join(own, name));
    await chmod(join(own, name), 0o755);
  }
  await writeFile(join(own, 'installed'), renderInstalled(context, repository));
  const shim = join(folder, 'reference-transaction');
  await writeFile(shim, renderShim(mainRoot));
  await chmod(shim, 0o755);
  await writeHooksPath(mainRoot, folder);
  await stampHooks(repository);
  await recordInstalled(context, repository);
}

/** Builtins only: git calls it for every update of every ref. Sourcing costs least. */
function renderShim(mainRoot: string): string {
  return `#!/bin/sh
[ -f "\${0%/*}/migration-gate/reference-transaction" ] || {
  cat >&2 <<'GATE_GONE'
migration-gate: its hooks are gone; type:
  npx --no --prefix ${quote(mainRoot)} migration-gate init --hooks
GATE_GONE
  exit 1
}
. "\${0%/*}/migration-gate/reference-transaction"
`;
}

const quote = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/**
 * Sourced by the hooks: `gate_node='/usr/bin/node'`. The main worktree's own installation is
 * recorded where it has one: a linked worktree's goes away with it.
 */
function renderInstalled({ program }: Context, { mainRoot, commonDir }: Repository): string {
  const ofMain = join(mainRoot, 'node_modules', 'migration-gate', 'dist', 'cli.js');
  return (
    `gate_node=${quote(program.node)}\n` +
    `gate_cli=${quote(existsSync(ofMain) ? ofMain : program.script)}\n` +
    `gate_state=${quote(stateDir(commonDir))}\n`
  );
}

async function runHusky(context: Context, mainRoot: string): Promise<void> {
  const husky = fileURLToPath(new URL('bin.js', import.meta.resolve('husky')));
  const run = promisify(execFile)(context.program.node, [husky], { cwd: mainRoot });
  const { stdout } = await run.catch((cause) => {
    throw new GateError('INTERNAL', { problem: `husky failed: ${cause.message}` }, { cause });
  });
  if (stdout.trim() !== '') {
    throw new GateError('BAD_USAGE', {
      problem: `husky did not install its hooks: ${stdout.trim()}`,
      fix: 'Unset HUSKY, and repeat.',
    });
  }
}

/** Setting a hooks path displaces whatever ran before, silently; so that is refused. */
export async function refuseForeignHooks(repository: Repository): Promise<void> {
  const path = await readHooksPath(repository.git);
  if (path !== null && !/(^|[\\/])\.husky([\\/]_)?$/.test(path)) {
    throw new GateError('BAD_USAGE', {
      problem: `core.hooksPath is ${path}; another hook manager owns the hooks of this clone.`,
      fix: 'Move its hooks into .husky/, then: git config --unset core.hooksPath',
    });
  }
  if (path !== null) return;
  const files = await readdir(join(repository.commonDir, 'hooks')).catch(() => []);
  const own = files.filter((file) => !file.endsWith('.sample'));
  if (own.length === 0) return;
  throw new GateError('BAD_USAGE', {
    problem: `.git/hooks holds hooks that husky would switch off: ${own.join(', ')}.`,
    fix: 'Move them into .husky/ (same names), and repeat.',
  });
}
