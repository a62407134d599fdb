import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { GateConfig } from '../config/gate-config.ts';
import { purposeOf, renderMigration } from '../core/migration-text.ts';
import { nextNumber } from '../core/next-number.ts';
import { slugOf } from '../core/slug.ts';
import { GateError } from '../errors.ts';
import { readEditor } from '../git/read-editor.ts';
import { readCurrentBranch } from '../git/refs.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { readPlace, writeNewFile } from '../git/write-migration-file.ts';
import { runEditor } from '../process/run-editor.ts';
import { askForOverview } from './ask-for-overview.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { readTaken, saySilent, whileChoosing } from './taken-numbers.ts';

export type NewOptions = {
  readonly purpose?: string;
  readonly partOf?: string;
  /** commander's form of --no-transaction. */
  readonly transaction?: boolean;
  readonly edit?: boolean;
  readonly offline?: boolean;
};

/**
 * `new`: makes the next migration's file, with a number that is free in every branch, worktree and
 * ledger that can be asked. stdout is its path, and nothing else.
 */
export async function newMigration(
  context: Context,
  typed: string,
  options: NewOptions,
): Promise<ExitCode> {
  const slug = parseSlug(typed);
  const repository = await readRepository(context.cwd);
  if (repository.bare) throw withoutWorkingTree();
  const config = await readWorkingConfig(repository.root);
  const asked = options.offline
    ? { targets: [], problem: null }
    : await askForOverview(context, repository, config, []);
  saySilent(context, asked);
  const path = await whileChoosing(repository, async () => {
    const { folder, holders } = await readTaken(repository, config, asked);
    const number = nextNumber(folder, [...holders.keys()], context.now());
    const name = `${number}_${slug}.sql`;
    const text = renderMigration({
      ...{ name, now: context.now() },
      purpose: options.purpose?.trim() || purposeOf(slug),
      partOf: options.partOf?.trim() || (await partOf(repository)),
      noTransaction: options.transaction === false,
    });
    return makeFile(repository, config, name, text);
  });
  context.out(`${relative(realpathSync(context.cwd), join(repository.root, path))}\n`);
  return options.edit ? edit(context, repository, path) : 0;
}

function parseSlug(typed: string): string {
  const made = slugOf(typed);
  if (made.kind === 'slug') return made.slug;
  throw new GateError('BAD_USAGE', { problem: made.problem, fix: made.fix });
}

function withoutWorkingTree(): GateError {
  return new GateError('BAD_USAGE', {
    problem: 'A bare repository has no files; migrations are written in a worktree.',
    fix: 'git worktree add <path> <branch>',
  });
}

async function partOf({ git }: Repository): Promise<string> {
  const ref = await readCurrentBranch(git);
  return ref?.replace('refs/heads/', '') ?? 'no branch';
}

async function makeFile(
  { root }: Repository,
  { migrations }: GateConfig,
  name: string,
  text: string,
): Promise<string> {
  const path = `${migrations}/${name}`;
  const found = await readPlace(root, path);
  if (found.kind === 'unsafe') {
    throw new GateError('FILE_FAILED', {
      path: found.path,
      problem: `it ${found.problem}, and nothing is written through it`,
      fix: 'Make it a folder, or correct "migrations" in migration-gate.json.',
    });
  }
  await writeNewFile(root, path, new TextEncoder().encode(text));
  return path;
}

/** The editor that git would open, by git's own rules. */
async function edit(context: Context, { root }: Repository, path: string): Promise<ExitCode> {
  const { env } = context;
  const editor = await readEditor(root, env);
  if (editor === null || (await context.openTerminal()) === null) {
    context.err(
      editor === null
        ? 'git knows no editor to open here; set GIT_EDITOR.\n'
        : 'Nobody is at a terminal here, so no editor was opened.\n',
    );
    return 0;
  }
  const file = join(root, path);
  const ended = await context.leaveInterrupts(() => runEditor(editor, file, { cwd: root, env }));
  if (ended === 0) return 0;
  context.err(`The editor (${editor}) ended with ${ended}; the file is there.\n`);
  return 1;
}
