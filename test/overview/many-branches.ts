import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Repository } from '../support/repository.ts';

export type Many = {
  /** Migrations on main, numbered from 1 with four digits. */
  readonly merged: number;
  /** Branches; each has one migration more, and each its own number. */
  readonly branches: number;
  /** How many of them are checked out in a worktree of their own. */
  readonly worktrees: number;
};

/** Branches `feature/1` …, written by `git fast-import`; worktrees without files, in no time. */
export async function manyBranches(
  repository: Repository,
  { merged, branches, worktrees }: Many,
): Promise<void> {
  const head = await repository.gitOk('rev-parse', 'HEAD');
  const main = Array.from({ length: merged }, (_, n) => fileOf(n + 1, `t${n + 1}`)).join('');
  const lines = [commitOf('main', head, main)];
  for (let n = 1; n <= branches; n += 1) {
    const file = fileOf(merged + n, `b${n}`);
    lines.push(commitOf(`feature/${n}`, 'refs/heads/main^0', file));
  }
  const git = spawn('git', ['fast-import', '--quiet', '--force'], {
    cwd: repository.path,
    env: repository.env,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  git.stdin.end(lines.join(''));
  const [code] = await once(git, 'close');
  if (code !== 0) throw new Error(`fast-import ended with ${code}`);
  await repository.gitOk('reset', '--quiet', '--hard');
  for (let n = 1; n <= worktrees; n += 1) {
    const path = `../wt-${n}`;
    await repository.gitOk('worktree', 'add', '--quiet', '--no-checkout', path, `feature/${n}`);
  }
}

const pad = (n: number): string => `${n}`.padStart(4, '0');

function fileOf(n: number, table: string): string {
  return `M 100644 inline migrations/${pad(n)}_${table}.sql\n${data(`CREATE TABLE ${table} (id bigint);\n`)}`;
}

const commitOf = (branch: string, from: string, files: string): string =>
  `commit refs/heads/${branch}\ncommitter Ann <ann@example.com> 1790000000 +0000\n${data(branch)}from ${from}\n${files}\n`;

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
