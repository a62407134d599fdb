import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setupLines } from '../config/setup-lines.ts';
import { isServerHook, keptName, renderServerHook, SERVER_HOOKS } from '../core/server-hooks.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { readHooksFolder } from '../git/hooks-path.ts';
import { readPushOptions } from '../git/push-options.ts';
import type { Repository } from '../git/repository.ts';
import { armServer, disarmServer, readHook } from './arm-server.ts';
import { confirmSteps } from './confirm-steps.ts';
import type { Context, ExitCode } from './context.ts';
import type { Step } from './init-steps.ts';

type Options = {
  readonly hooks?: boolean;
  readonly uninstall?: boolean;
  readonly yes?: boolean;
};

/**
 * `init` in a bare repository: a server's, where `pre-receive` judges each push. No package.json
 * and no config is written: the config comes with the branches.
 */
export async function initServer(
  context: Context,
  repository: Repository,
  { hooks = false, uninstall = false, yes = false }: Options,
): Promise<ExitCode> {
  const folder = await findHooksFolder(repository);
  if (uninstall) return uninstallServer(context, repository, folder, yes);
  const steps = await planServer(folder);
  if (!hooks) {
    const and = await sayPushOptions(repository);
    const again = 'migration-gate init';
    if (!(await confirmSteps(context, { steps, and, confirmed: yes, again }))) return 1;
  }
  await armServer(context, repository, folder);
  if (!hooks) context.out(await nextSteps(repository.root));
  return 0;
}

async function uninstallServer(
  context: Context,
  repository: Repository,
  folder: string,
  confirmed: boolean,
): Promise<ExitCode> {
  const steps: Step[] = [];
  for (const hook of SERVER_HOOKS) {
    if (!isServerHook((await readHook(folder, hook)) ?? '')) continue;
    const kept = (await readHook(folder, keptName(hook))) !== null;
    const does = kept ? `is ${keptName(hook)} again` : 'is taken away';
    steps.push({ file: `hooks/${hook}`, does, text: null });
  }
  const and = "and take the gate's own files away";
  const again = 'migration-gate init --uninstall';
  if (!(await confirmSteps(context, { steps, and, confirmed, again }))) return 1;
  await disarmServer(repository, folder);
  context.out('The hooks are gone. Left: .env, and migration-gate/ with the recorded overrides.\n');
  return 0;
}

/**
 * The hooks folder that git uses, which has to be this repository's own: what stands in one that
 * others share would judge their pushes too. Throws BAD_USAGE.
 */
async function findHooksFolder({ git, commonDir }: Repository): Promise<string> {
  const folder = await readHooksFolder(git);
  if (/[\\/]\.husky[\\/]_$/.test(folder)) {
    throw new GateError('BAD_USAGE', {
      problem: 'This bare repository is the base of worktrees, which have hooks already.',
      fix: 'Run init in one of its worktrees: git worktree list',
    });
  }
  const real = await realpath(folder).catch(() => folder);
  const inside = relative(await realpath(commonDir), real);
  if (inside !== '' && inside.split(sep)[0] !== '..') return folder;
  throw new GateError('BAD_USAGE', {
    problem: `git takes the hooks of this repository from ${folder}, outside of it.`,
    fix:
      'git config core.hooksPath own-hooks\n' +
      'Link into that folder what must still run here from the other, and repeat.',
  });
}

async function planServer(folder: string): Promise<Step[]> {
  const steps: Step[] = [];
  for (const hook of SERVER_HOOKS) {
    const there = await readHook(folder, hook);
    const text = renderServerHook(hook);
    if (there === text) continue;
    const does = hook === 'pre-receive' ? 'judges each push' : 'records what was overridden';
    if (there === null || isServerHook(there)) {
      steps.push({ file: `hooks/${hook}`, does, text });
      continue;
    }
    if ((await readHook(folder, keptName(hook))) !== null) throw twoHooks(hook);
    steps.push({ file: `hooks/${hook}`, does, text });
    const when = hook === 'pre-receive' ? 'first' : 'after it';
    steps.push({ file: `hooks/${keptName(hook)}`, does: `yours, which runs ${when}`, text: null });
  }
  return steps;
}

function twoHooks(hook: (typeof SERVER_HOOKS)[number]): GateError {
  return new GateError('BAD_USAGE', {
    problem: `hooks/${hook} is not the gate's, and there is a ${keptName(hook)} already.`,
    fix: `Make one hook of the two, as hooks/${hook}, take the other away, and repeat.`,
  });
}

async function sayPushOptions({ git }: Repository): Promise<string> {
  const set = await readPushOptions(git);
  if (set === null) return 'and set receive.advertisePushOptions, for overrides (git push -o)';
  const refuses = /^(false|no|off|0)$/i.test(set);
  return refuses
    ? 'receive.advertisePushOptions stays off, so no override can be pushed'
    : 'and leave receive.advertisePushOptions as it is';
}

async function nextSteps(root: string): Promise<string> {
  const file = join(root, '.env');
  const mode = await stat(file).then(
    (found) => found.mode,
    () => null,
  );
  const lines = ['LOCAL_DATABASE_URL=none', ...setupLines('production')];
  const write =
    `Write the connections into ${file}\n` +
    'for checking, a role that may only read the ledger is enough:\n' +
    `${lines.map((line) => `  ${line}\n`).join('')}` +
    `Nobody else may read it:\n  chmod 600 ${shellQuote(file)}\n`;
  const open = `Others can read ${file}:\n  chmod 600 ${shellQuote(file)}\n`;
  const advice = mode === null ? write : (mode & 0o077) === 0 ? '' : open;
  return (
    'Every push to a protected branch is judged from now on; which branches are\n' +
    `protected, migration-gate.json of each branch says.\n${advice}` +
    'Then look, in this folder:\n  migration-gate verify\n'
  );
}
