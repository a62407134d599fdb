import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../support/repository.ts';

/** One line for each thing that a refusal must leave alone; two are compared as sets. */
export type Snapshot = readonly string[];

/**
 * Status with what is ignored, mode and content of every file, the index, stash, HEAD, all refs,
 * and git's state files of this worktree.
 */
export async function readSnapshot(...worktrees: readonly Repository[]): Promise<Snapshot> {
  const all = await Promise.all(
    worktrees.map(async (worktree, i) => {
      const lines = [...(await readGit(worktree)), ...readFiles(worktree.path)];
      return i === 0 ? lines : lines.map((line) => `other worktree: ${line}`);
    }),
  );
  return all.flat();
}

/** What two snapshots differ in: `file build/out.txt`, `status mine.txt`, `ref refs/heads/x`. */
export function compareSnapshots(before: Snapshot, after: Snapshot): string[] {
  const was = new Set(before);
  const is = new Set(after);
  const lines = [
    ...before.filter((line) => !is.has(line)),
    ...after.filter((line) => !was.has(line)),
  ];
  return [...new Set(lines.map(keyOf))].sort();
}

/** The kind of a line, and the path or name that it is about. */
function keyOf(line: string): string {
  if (line.startsWith('other worktree: ')) return `other worktree: ${keyOf(line.slice(16))}`;
  const [kind = '', first = ''] = line.split(' ');
  if (kind === 'index') return `index ${line.slice(line.indexOf('\t') + 1)}`;
  if (kind === 'status') return `status ${line.slice(line.lastIndexOf(' ') + 1)}`;
  if (kind === 'HEAD' || kind === 'stash') return kind;
  return `${kind} ${first.replace(/\d+$/, 'N')}`;
}

const QUESTIONS = `
section() { printf '\\n@%s\\n' "$1"; }
section status; git status --porcelain=v2 --ignored --untracked-files=all
section index; git ls-files --stage -v
section ref; git for-each-ref --format='%(refname) %(objectname)'
section stash; git reflog show --format='%H %gs' refs/stash -- 2>/dev/null
section HEAD; git symbolic-ref -q HEAD; git rev-parse HEAD
section gitdir; git rev-parse --absolute-git-dir
`;

async function readGit(repository: Repository): Promise<string[]> {
  const { stdout, stderr } = await repository.run('sh', ['-c', QUESTIONS]);
  const sections = stdout.split('\n@').slice(1);
  const lines = sections.flatMap((section) => {
    const [title, ...rest] = section.split('\n').filter((line) => line !== '');
    if (title === 'gitdir') return readStateFiles(rest[0] ?? '').map((name) => `state ${name}`);
    return rest.map((line) => `${title} ${line}`);
  });
  if (lines.length === 0) throw new Error(stderr);
  return lines;
}

/** What git keeps of the last command for itself, and what is told otherwise. */
const NOT_STATE =
  /^(objects|refs|logs|hooks|info|index|config|HEAD|packed-refs|description|branches|worktrees|commondir|gitdir|locked|migration-gate|ORIG_HEAD|FETCH_HEAD|COMMIT_EDITMSG|AUTO_MERGE)$/;

function readStateFiles(gitDir: string): string[] {
  return readdirSync(gitDir)
    .filter((name) => !NOT_STATE.test(name))
    .sort();
}

function readFiles(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: false })
    .filter((entry) => !['.git', 'node_modules', '.husky'].includes(entry.name))
    .flatMap((entry) => readFile(root, entry.name))
    .sort();
}

function readFile(root: string, path: string): string[] {
  const stat = lstatSync(join(root, path));
  const mode = (stat.mode & 0o7777).toString(8);
  if (stat.isDirectory()) {
    const below = readdirSync(join(root, path)).flatMap((name) =>
      readFile(root, `${path}/${name}`),
    );
    return [`folder ${path} ${mode}`, ...below];
  }
  const content = stat.isSymbolicLink()
    ? readlinkSync(join(root, path))
    : readFileSync(join(root, path), 'utf8');
  return [`file ${path} ${mode} ${JSON.stringify(content)}`];
}
