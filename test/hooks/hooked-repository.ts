import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'vitest';
import { freshRepository, type Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';
import { FOLDER, history } from './history.ts';
import { installHooks, writeStamp } from './installed-hooks.ts';
import { type Call, readCalls, takeTrace } from './records.ts';
import { findShell, linkShell, SHELLS, type Shell } from './shells.ts';

export type Hooked = {
  readonly repository: Repository;
  /** The same without hooks. */
  readonly unhooked: Repository;
  /** Holds the installed files: `installed`, `stamp`, ours.sh … */
  readonly files: string;
  /** Holds what the installation names: node, cli.js, state/. */
  readonly root: string;
  /** The blob of the config that the stamp knows. */
  readonly config: string;
  calls(): Call[];
  /** Which hooks asked node, with the state for reference-transaction. */
  asked(): string[];
  nodeEndsWith(code: number): void;
  /** Runs a hook's file by itself, in this shell. */
  hook(name: string, args: string[], stdin?: string, at?: Repository): Promise<Result>;
  /** The git commands that hooks ran since the last call. */
  gitProcesses(): string[];
  [Symbol.asyncDispose](): Promise<void>;
};

export type HookedOptions = {
  /** husky runs hooks with `-e`; `-eu` is stricter still, and the default. */
  readonly flags?: '' | '-eu';
  readonly diverged?: boolean;
};

/**
 * A repository on main with the branches of history.ts, and the hooks installed in a folder with a
 * hostile name, all run by one shell. Node is a script that records how it was started.
 */
export async function hookedRepository(
  shell: Shell,
  { flags = '-eu', diverged = false }: HookedOptions = {},
): Promise<Hooked> {
  const fresh = await freshRepository({ config: { migrations: FOLDER } });
  const { code, stderr } = await fresh.run('git', ['fast-import', '--quiet'], history(diverged));
  if (code !== 0) throw new Error(stderr);
  await fresh.gitOk('reset', '--quiet', '--hard');
  const root = join(fresh.path, '..', "the gate's $(>x) hooks");
  const sh = linkShell(join(fresh.path, '..', 'shell'), shell);
  const files = installHooks(root, `${sh} ${flags}`.trim());
  const config = await fresh.gitOk('rev-parse', 'HEAD:migration-gate.json');
  writeStamp(files, ['protect main', 'protect release/*', `config ${config} ${FOLDER}`]);
  await fresh.gitOk('config', 'core.hooksPath', join(root, 'hooks'));
  const trace = join(root, 'trace');
  const repository = fresh.with({ GIT_TRACE2_EVENT: trace });
  return {
    repository,
    unhooked: fresh.with(NO_HOOKS),
    files,
    root,
    config,
    calls: () => readCalls(root),
    asked: () => readCalls(root).map(({ arguments: [name, state] }) => spoken(name, state)),
    nodeEndsWith: (exit) => writeFileSync(join(root, 'exit-code'), String(exit)),
    hook: (name, args, stdin = '', at = repository) =>
      at.run(sh, [...(flags ? [flags] : []), fileOf(root, files, name), ...args], stdin),
    gitProcesses: () => takeTrace(trace),
    [Symbol.asyncDispose]: () => fresh[Symbol.asyncDispose](),
  };
}

/** A server's hooks stand with the others, and no client's git starts them. */
function fileOf(root: string, files: string, name: string): string {
  const started = join(root, 'hooks', name);
  return existsSync(started) ? started : join(files, name);
}

const NO_HOOKS = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'core.hooksPath',
  GIT_CONFIG_VALUE_0: '/dev/null',
};

function spoken(hook = '', state = ''): string {
  return hook === 'reference-transaction' ? state : hook;
}

/** One test for each shell that this machine has. */
export function testInEachShell(
  name: string,
  body: (hooked: Hooked, skip: TestContext['skip']) => Promise<void>,
  options: HookedOptions = {},
): void {
  for (const shell of SHELLS) {
    test(`${name} (${shell})`, async ({ skip }) => {
      skip(!findShell(shell), `${shell} is not installed`);
      await using hooked = await hookedRepository(shell, options);
      await body(hooked, skip);
    });
  }
}
