import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { MANAGED_HOOKS } from '../../src/core/hook-names.ts';
import type { Bench } from './bench.ts';
import { makeMigrations } from './migrations.ts';
import { writeFiles } from './project.ts';
import { freshRepository, type Repository } from './repository.ts';
import { gateFiles, runSubject } from './subject.ts';

/** Folders for core.hooksPath; what is in them is all that git runs. */
export type HookLayout = {
  readonly name: 'plain hooks' | 'husky';
  readonly repository: Repository;
  /** As `init` has armed it. */
  readonly ours: string;
  /** The same with nothing of ours: no hook, or husky's own files. */
  readonly without: string;
  /** Our reference-transaction and no other hook. */
  readonly transaction: string;
  /** A reference-transaction that does nothing. */
  readonly empty: string;
  /** Every hook that ours are, doing nothing; with husky, behind husky's own files. */
  readonly hollow: string;
  /** Has a line for each time that a hook started node. */
  readonly startedNode: string;
};

/** A repository with so many migrations whose hooks `init` has armed in this way. */
export async function armedRepository(
  bench: Bench,
  name: HookLayout['name'],
  count: number,
): Promise<HookLayout> {
  const root = join(bench.folder, 'armed', `${name.replace(' ', '-')}-${count}`);
  const repository = await freshRepository(join(root, 'app'), bench.home, {
    ...gateFiles(makeMigrations(count)),
    'src/app.txt': 'first\n',
  });
  // A hook of the user's own: then ours are put beside it, and husky is not brought in.
  const own = join(repository.path, '.git/hooks/commit-msg');
  if (name === 'plain hooks') writeProgram(own, '#!/bin/sh\nexit 0\n');
  await runSubject(bench.subject, repository, 'init', '--yes');
  rmSync(own, { force: true });
  await repository.commit('Guard migrations');
  const ours = join(repository.path, name === 'husky' ? '.husky/_' : '.git/hooks');
  const layout = { name, repository, ours, ...foldersBeside(root, ours, name) };
  spyOnNode(layout);
  return layout;
}

function foldersBeside(root: string, ours: string, name: HookLayout['name']) {
  // husky looks for the user's files in the folder above its own.
  const folders = {
    without: join(root, 'without', '_'),
    transaction: join(root, 'transaction'),
    empty: join(root, 'empty'),
    hollow: join(root, 'hollow', '_'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  if (name === 'husky') {
    const isOurs = (path: string): boolean =>
      /migration-gate|reference-transaction/.test(path.slice(ours.length));
    for (const folder of [folders.without, folders.hollow]) {
      cpSync(ours, folder, { recursive: true, filter: (path) => !isOurs(path) });
    }
  }
  for (const file of ['reference-transaction', 'migration-gate']) {
    cpSync(join(ours, file), join(folders.transaction, file), { recursive: true });
  }
  for (const folder of [folders.empty, folders.hollow]) {
    writeProgram(join(folder, 'reference-transaction'), NOTHING);
  }
  const users = name === 'husky' ? join(root, 'hollow') : folders.hollow;
  for (const hook of MANAGED_HOOKS) writeProgram(join(users, hook), NOTHING);
  return { ...folders, startedNode: join(root, 'started-node') };
}

const NOTHING = '#!/bin/sh\nexit 0\n';

/** In the place of node, something that says so and goes on as node. */
function spyOnNode({ ours, transaction, startedNode }: HookLayout): void {
  const spy = `${startedNode}.sh`;
  writeProgram(
    spy,
    `#!/bin/sh\necho started >>'${startedNode}'\nexec '${process.execPath}' "$@"\n`,
  );
  for (const folder of [ours, transaction]) {
    const file = join(folder, 'migration-gate/installed');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^gate_node=.*$/m, `gate_node='${spy}'`));
  }
}

export function countNodeStarts({ startedNode }: HookLayout): number {
  if (!existsSync(startedNode)) return 0;
  return readFileSync(startedNode, 'utf8').trimEnd().split('\n').length;
}

/** What git runs from now on; null: no hook at all. */
export async function useHooks({ repository }: HookLayout, folder: string | null): Promise<void> {
  const value = folder ?? join(repository.path, '.git/no-hooks');
  await repository.git('config', 'core.hooksPath', value);
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** A commit on a branch that changes a file which is no migration. */
export async function commitAside(
  repository: Repository,
  branch: string,
  from: string,
  file: string,
  times = 1,
): Promise<void> {
  await repository.git('switch', '--quiet', '--force-create', branch, from);
  for (let i = 1; i <= times; i += 1) {
    writeFiles(repository.path, { [file]: `${branch} ${i}\n` });
    await repository.git('add', file);
    await repository.git('commit', '--quiet', '--message', `${branch} ${i}`);
  }
}
