import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKING_ROLE_SQL } from '../core/checking-role.ts';
import { parseNumber } from '../core/plain-layout.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { readPgliteVersion } from '../shadow/pglite-version.ts';
import { planAgents } from './agent-steps.ts';
import { confirmSteps, writeSteps } from './confirm-steps.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { initServer } from './init-server.ts';
import { describeWay, type MigrationsFound, planInit } from './init-steps.ts';
import { hooksOf, installHooks, repairCommand } from './install-hooks.ts';
import { invocation } from './invocation.ts';
import {
  type Overriding,
  readOverriding,
  removeOverriding,
  renderOverriding,
  unsetCommands,
} from './overriding-worktrees.ts';
import { type ArmingPackage, findPackage } from './package-folder.ts';
import { readHookWay } from './read-hook-way.ts';
import { uninstall } from './uninstall.ts';

export type InitOptions = {
  readonly hooks?: boolean;
  readonly uninstall?: boolean;
  readonly yes?: boolean;
  readonly printRole?: boolean;
  /** Also writes the files for coding agents. */
  readonly agents?: boolean;
};

/** `init`: shows what it will write, writes it, and arms the hooks. Idempotent. */
export async function init(context: Context, options: InitOptions): Promise<ExitCode> {
  if (options.printRole) return printRole(context);
  if (options.hooks) return armClone(context);
  const repository = await readRepository(context.cwd);
  if (repository.bare) return initServer(context, repository, options);
  if (options.uninstall) return uninstall(context, repository, options.yes ?? false);
  const { root, mainRoot } = repository;
  const way = await readHookWay(repository);
  const found = await findMigrations(repository);
  const arming = await findPackage(context, repository);
  const steps = [
    ...(await planInit(repository, found, way, arming)),
    ...(options.agents ? await planAgents(repository) : []),
  ];
  const overriding = await readOverriding(repository, hooksOf(repository, way));
  const hooks = await describeWay(repository, way, repairCommand(context, repository));
  const and = hooks + describeOverriding(overriding);
  const invoke = invocation(root, mainRoot, context.program.script);
  const again = `${invoke} init${options.agents ? ' --agents' : ''}`;
  const confirmed = options.yes ?? false;
  if (!(await confirmSteps(context, { steps, and, confirmed, again }))) return 1;
  await writeSteps(root, steps);
  await mkdir(join(root, found.folder), { recursive: true });
  await removeOverriding(overriding);
  await installHooks(context, repository, way);
  context.out(nextSteps(invoke, isTakenOver(found)) + otherClones(arming));
  return 0;
}

/** It goes to stdout alone, so that it can be piped into psql. */
function printRole(context: Context): ExitCode {
  context.out(CHECKING_ROLE_SQL);
  return 0;
}

function describeOverriding(overriding: readonly Overriding[]): string {
  if (overriding.length === 0) return '';
  const list = renderOverriding(overriding).trimEnd();
  return `,\nand unset core.hooksPath in the config.worktree of\n${list}`;
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
    const way = await readHookWay(repository);
    await installHooks(context, repository, way);
    const overriding = await readOverriding(repository, hooksOf(repository, way));
    if (overriding.length > 0) context.err(sayOverriding(overriding));
    return 0;
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'NOT_A_REPOSITORY')) throw error;
    context.err('migration-gate: no git repository here, so no hooks are installed.\n');
    return 0;
  }
}

/** Not repaired without being asked: it may be on purpose. */
function sayOverriding(overriding: readonly Overriding[]): string {
  return (
    'migration-gate: the hooks do not run in these worktrees, whose config.worktree\n' +
    `names others in core.hooksPath:\n${renderOverriding(overriding)}` +
    `What to type:\n${unsetCommands(overriding)}`
  );
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

async function findMigrations(repository: Repository): Promise<MigrationsFound> {
  const folder = await findFolder(repository);
  const path = join(repository.root, folder);
  const found = await readdir(path, { recursive: true }).catch(() => []);
  return { folder, files: found.map((file) => file.replaceAll('\\', '/')) };
}

const isTakenOver = ({ files }: MigrationsFound): boolean =>
  files.some((file) => parseNumber(file) !== null);

function nextSteps(invoke: string, takenOver: boolean): string {
  const look = takenOver ? 'see what ran there already' : 'look';
  const evidence = takenOver ? ' --evidence' : '';
  return (
    'The hooks are armed. The gate stands once migration-gate.json is on the\n' +
    'protected branch:\n' +
    '  git add -A && git commit -m "Guard migrations with migration-gate"\n' +
    `Then write the two databases into .env (see .env.example), and ${look}:\n` +
    `  ${invoke} verify${evidence}\n${takenOver ? engineToInstall() : ''}`
  );
}

/** What `--evidence` replays in, where it is not installed. */
function engineToInstall(): string {
  try {
    readPgliteVersion();
    return '';
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'PEER_MISSING')) throw error;
    return `It needs a disposable PostgreSQL, which is installed first with\n  ${error.fix}\n`;
  }
}

/** How the hooks come into the clones of other people. */
function otherClones(arming: ArmingPackage | null): string {
  if (arming === null) {
    return (
      'There is no package.json, so a fresh clone is not armed by itself. In each, with\n' +
      'migration-gate installed (npm install --global migration-gate):\n' +
      '  migration-gate init --hooks\n'
    );
  }
  const prefix = arming.folder === '' ? '' : ` --prefix ${shellQuote(arming.folder)}`;
  const add = arming.declares
    ? ''
    : `Other clones need the package too:\n  npm install${prefix} --save-dev migration-gate\n`;
  if (prefix === '') return add;
  return `${add}A fresh clone is armed by (from its root)\n  npm install${prefix}\n`;
}
