import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNumber } from '../core/plain-layout.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { confirmSteps, writeSteps } from './confirm-steps.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { initServer } from './init-server.ts';
import { planInit } from './init-steps.ts';
import { installHooks, refuseForeignHooks } from './install-hooks.ts';
import { invocation } from './invocation.ts';
import { uninstall } from './uninstall.ts';

export type InitOptions = {
  readonly hooks?: boolean;
  readonly uninstall?: boolean;
  readonly yes?: boolean;
};

/** `init`: shows what it will write, writes it, and arms the hooks. Idempotent. */
export async function init(context: Context, options: InitOptions): Promise<ExitCode> {
  if (options.hooks) return armClone(context);
  const repository = await readRepository(context.cwd);
  if (repository.bare) return initServer(context, repository, options);
  if (options.uninstall) return uninstall(context, repository, options.yes ?? false);
  await refuseForeignHooks(repository);
  const folder = await findFolder(repository);
  const steps = await planInit(repository, folder);
  const confirmed = options.yes ?? false;
  if (!(await confirmSteps(context, steps, 'and install the hooks', confirmed))) return 1;
  await writeSteps(repository.root, steps);
  await mkdir(join(repository.root, folder), { recursive: true });
  await installHooks(context, repository);
  context.out(nextSteps(invocation(repository.root, repository.mainRoot)));
  return 0;
}

/**
 * `init --hooks`, from `prepare`: in a clone it arms it. Where there is no repository (a tarball,
 * a container image) or hooks are switched off, there is nothing to arm, and that is said.
 */
async function armClone(context: Context): Promise<ExitCode> {
  if (context.env['HUSKY'] === '0') {
    context.err('migration-gate: HUSKY=0, so no hooks are installed.\n');
    return 0;
  }
  try {
    const repository = await readRepository(context.cwd);
    if (repository.bare) return initServer(context, repository, { hooks: true });
    await installHooks(context, repository);
    return 0;
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'NOT_A_REPOSITORY')) throw error;
    context.err('migration-gate: no git repository here, so no hooks are installed.\n');
    return 0;
  }
}

const USUAL_FOLDERS = ['migrations', 'db/migrations', 'database/migrations', 'sql/migrations'];

/** The folder of the config, else the first usual one with files of the plain layout. */
async function findFolder({ root }: Repository): Promise<string> {
  const config = await readWorkingConfig(root);
  if (config.migrations !== 'migrations') return config.migrations;
  for (const folder of [...USUAL_FOLDERS, 'database_tools/migrations']) {
    const files = await readdir(join(root, folder)).catch(() => []);
    if (files.some((file) => parseNumber(file) !== null)) return folder;
  }
  return 'migrations';
}

function nextSteps(invoke: string): string {
  return (
    'The hooks are armed. The gate stands once migration-gate.json is on the\n' +
    'protected branch:\n' +
    '  git add -A && git commit -m "Guard migrations with migration-gate"\n' +
    'Then write the two databases into .env (see .env.example), and look:\n' +
    `  ${invoke} verify\n`
  );
}
