import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRepository } from '../support/copy-repository.ts';
import type { Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';
import { broughtFile, type Content } from './contents.ts';
import { compareSnapshots, readSnapshot, type Snapshot } from './snapshot.ts';
import { applyState, type State } from './states.ts';
import type { Template } from './template.ts';
import type { Way } from './way.ts';

/** A repository of its own in one state, on the way's branch, before anything is typed. */
export type Cell = {
  /** Where the command is given: the main worktree, or a linked one. */
  readonly repository: Repository;
  readonly worktrees: readonly Repository[];
  /** Whether the protected branch has what the way brings. */
  hasBrought(): Promise<boolean>;
  [Symbol.asyncDispose](): Promise<void>;
};

const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

export async function openCell(
  { root }: Template,
  way: Way,
  { content, state }: { readonly content: Content; readonly state: State },
): Promise<Cell> {
  const main = copyRepository(root);
  const from = (way.from ?? 'main').replace('X', content);
  if (way.at) {
    const at = way.at.replace('X', content);
    await main.gitOk(...NO_HOOKS, 'update-ref', 'refs/heads/main', at);
  }
  const linked = state === 'linked worktree';
  let repository = main;
  if (linked) {
    await main.gitOk(...NO_HOOKS, 'switch', '--quiet', '--create', 'parked');
    main.write('mine.txt', 'edited in the main worktree\n');
    repository = await main.worktree('linked tree', from === '--detach' ? 'main' : from);
    if (from === '--detach') await repository.gitOk(...NO_HOOKS, 'checkout', '--quiet', from);
  } else if (from !== 'main') {
    await main.gitOk(...NO_HOOKS, 'checkout', '--quiet', from);
  }
  // The files are new ones; some commands go by what the index says of them.
  await repository.gitOk('update-index', '-q', '--refresh');
  return {
    repository,
    worktrees: linked ? [repository, main] : [main],
    hasBrought: async () => {
      const name = `refs/heads/${way.into ?? 'main'}:${broughtFile(content)}`;
      return (await main.git('cat-file', '-e', name)).code === 0;
    },
    [Symbol.asyncDispose]: () => main[Symbol.asyncDispose](),
  };
}

/** Types one command of a way, with X in the words' places. */
export async function type(
  { path, run }: Repository,
  words: string,
  content: Content,
  stdin = '',
): Promise<Result> {
  const root = join(path, '..');
  const filled = (text: string): string =>
    text.replaceAll(/\bX(?=[/.])/g, content).replaceAll('ROOT', root);
  return run('sh', ['-c', filled(words)], filled(stdin));
}

/** Runs what comes before the refused command; false where git itself does not go that far. */
export async function prepare(repository: Repository, way: Way, content: Content): Promise<Result> {
  const done: Result = { code: 0, stdout: '', stderr: '' };
  for (const command of way.before ?? []) {
    const fails = command.startsWith('!');
    const result = await type(repository, command.replace(/^!/, ''), content);
    if ((result.code !== 0) !== fails) return { ...result, code: result.code || 1 };
    // What was to be a conflict may be git's own refusal, or ours.
    if (fails && !result.stdout.includes('CONFLICT')) return result;
  }
  return done;
}

export type Refused = Result & {
  /** What differs right after it; as keysOf() gives it. */
  readonly touched: readonly string[];
  readonly command: string | null;
  /** What still differs when the printed command has run. */
  readonly left: readonly string[];
};

/** Brings the undeployed migration this way, and runs the command that the refusal prints. */
export async function refuse(cell: Cell, way: Way, state: State): Promise<Refused> {
  const { repository, worktrees } = cell;
  await applyState(repository, state);
  const start = await readSnapshot(...worktrees);
  const prepared = await prepare(repository, way, 'undeployed');
  const stopped = prepared.code !== 0;
  const before = way.before && !stopped ? await readSnapshot(...worktrees) : start;
  const result = stopped ? prepared : await type(repository, way.git, 'undeployed', way.stdin);
  const touched = compareSnapshots(before, await readSnapshot(...worktrees));
  const command = readCommand(result.stderr);
  const left = command === null ? [] : await restore(cell, command, start);
  return { ...result, touched, command, left };
}

async function restore(cell: Cell, command: string, start: Snapshot): Promise<string[]> {
  const { code, stderr } = await cell.repository.run('sh', ['-c', command]);
  const left = compareSnapshots(start, await readSnapshot(...cell.worktrees));
  return code === 0 ? left : [`${command} ended with ${code}: ${stderr.trim()}`, ...left];
}

function readCommand(stderr: string): string | null {
  return /To get your files back as they were:\n {2}(git .+)\n/.exec(stderr)?.[1] ?? null;
}

/** Puts a program in node's place that says no, and leaves a mark that it was started. */
export function watchNode({ path }: Repository): () => boolean {
  const mark = join(path, '..', 'node-was-started');
  const program = join(path, '..', 'no-node');
  writeFileSync(program, `#!/bin/sh\n>'${mark}'\nexit 1\n`);
  chmodSync(program, 0o755);
  const installed = join(path, '.husky/_/migration-gate/installed');
  const text = readFileSync(installed, 'utf8').replace(/^gate_node=.*$/m, `gate_node='${program}'`);
  writeFileSync(installed, text);
  return () => existsSync(mark);
}

/** Puts addresses into `.env` where nothing listens. */
export function takeDatabasesAway({ write }: Repository): void {
  const nowhere = 'postgres://nobody:nothing@127.0.0.1:1/none';
  write('.env', `LOCAL_DATABASE_URL=${nowhere}\nDATABASE_URL=${nowhere}\n`);
}
