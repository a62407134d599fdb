import { join } from 'node:path';
import type { Repository } from '../support/repository.ts';

/** A way into main that is refused, and what `ready` is to do about it. */
export type Way = {
  readonly name: string;
  /** Where the branch `f` is: main's next commits, beside main, or undone on main. */
  readonly from: 'ahead' | 'beside' | 'undone';
  /** For sh, at the root. */
  readonly before?: string;
  readonly command: string;
  /** The words that are given again, where they are not simply those of the command. */
  readonly repeats?: readonly string[];
  /** The folder below the root that they are given in. */
  readonly folder?: string;
  /** The commands at the root that come before them, without the oids. */
  readonly first?: readonly string[];
  /** Instead: the operation that is continued. */
  readonly continues?: string;
  /** Where it leads, if not to main. */
  readonly branch?: string;
  /** In every run of the tests: done to the end, or only looked at. */
  readonly every?: 'whole' | 'plan';
};

const DETACHED = 'git checkout -q --detach';
const STAGED = 'git checkout -q f -- migrations';
const BACK = 'git read-tree -m -u <oid> HEAD';

export const WAYS: readonly Way[] = [
  // Early: nothing has been touched.
  { name: 'merge, forward', from: 'ahead', command: 'git merge f' },
  {
    name: 'merge',
    from: 'beside',
    command: "git merge --no-ff -m 'It'\\''s \"$a\"' f",
    repeats: ['git', 'merge', '--no-ff', '-m', `It's "$a"`, 'f'],
  },
  {
    name: 'pull',
    from: 'beside',
    command: 'cd docs && git pull -q --no-rebase --no-edit . f',
    folder: 'docs',
    every: 'plan',
  },
  { name: 'pull by path', from: 'beside', command: 'git pull -q --no-rebase --no-edit ../app f' },
  { name: 'rebase', from: 'beside', command: 'git rebase -q f' },
  { name: 'alias', from: 'ahead', command: 'cd docs && git mm f', folder: 'docs', every: 'plan' },
  {
    name: 'alias for the shell',
    from: 'ahead',
    command: 'cd docs && git sm f',
    folder: 'docs',
    every: 'plan',
  },
  {
    name: 'script',
    from: 'ahead',
    command: 'sh ../merge.sh f',
    repeats: ['git', 'merge', '--no-edit', 'f'],
    every: 'plan',
  },
  { name: '-C', from: 'ahead', command: 'git -C docs -c merge.ff=only merge f', folder: '' },
  {
    name: '-C from elsewhere',
    from: 'ahead',
    command: 'cd .. && git -C app/docs merge f',
    folder: '..',
    every: 'plan',
  },
  // In the middle of an operation.
  {
    name: 'merge -s',
    from: 'beside',
    command: 'git merge -q -s ort -m \'one  "two"\' f',
    continues: 'merge',
    every: 'whole',
  },
  {
    name: 'rebase --onto',
    from: 'beside',
    command: 'git rebase -q --onto f HEAD~1',
    continues: 'rebase',
  },
  // Refused in pre-rebase, before anything is in progress (docs/matrix.md).
  { name: 'pull --rebase', from: 'beside', command: 'git pull -q --rebase . f' },
  {
    name: 'rebase --apply',
    from: 'beside',
    command: 'git rebase -q --apply --onto f HEAD~1',
    first: ['git checkout --quiet main --', 'git rebase --quit'],
    every: 'whole',
  },
  {
    name: 'cherry-pick',
    from: 'beside',
    command: 'git cherry-pick f',
    continues: 'cherry-pick',
  },
  {
    name: 'cherry-pick of two',
    from: 'beside',
    command: 'git cherry-pick f~2..f',
    continues: 'cherry-pick',
  },
  {
    name: 'am',
    from: 'beside',
    before: 'git format-patch -q --stdout -1 f >../f.mbox',
    command: 'git am -q ../f.mbox',
    continues: 'am',
  },
  {
    name: 'am < stdin',
    from: 'beside',
    command: 'git format-patch --stdout -1 f | git am -q',
    continues: 'am',
    every: 'whole',
  },
  // Files have moved.
  {
    name: 'cherry-pick --ff',
    from: 'ahead',
    before: 'git merge -q f~1',
    command: 'git cherry-pick --ff f',
    first: [BACK],
    every: 'plan',
  },
  {
    name: 'cherry-pick --ff of two',
    from: 'ahead',
    command: 'git cherry-pick --ff f~2..f',
    first: ['git cherry-pick --abort'],
    every: 'plan',
  },
  {
    name: 'revert',
    from: 'undone',
    command: 'git revert --no-edit f',
    first: [BACK],
    every: 'whole',
  },
  {
    name: 'revert of two',
    from: 'undone',
    command: 'git revert --no-edit f HEAD',
    first: ['git revert --abort'],
  },
  { name: 'reset --hard', from: 'ahead', command: 'git reset -q --hard f', every: 'whole' },
  { name: 'reset', from: 'ahead', command: 'git reset -q f' },
  { name: 'reset --soft', from: 'ahead', command: 'git reset --soft f' },
  {
    name: 'checkout -B',
    from: 'ahead',
    before: DETACHED,
    command: 'git checkout -q -B main f',
  },
  { name: 'switch -C', from: 'ahead', command: 'git switch -q -C main f' },
  // Nothing has moved.
  { name: 'commit', from: 'beside', before: STAGED, command: 'git commit -q -m one' },
  {
    name: 'commit -a -e',
    from: 'beside',
    before: STAGED,
    command: 'git commit -q -a -e -m one',
  },
  { name: 'commit -n', from: 'beside', before: STAGED, command: 'git commit -q -n -m one' },
  {
    name: 'commit --amend',
    from: 'beside',
    before: STAGED,
    command: 'git commit -q --amend --no-edit',
  },
  { name: 'branch -f', from: 'ahead', before: DETACHED, command: 'git branch -f main f' },
  { name: 'update-ref', from: 'ahead', command: 'git update-ref refs/heads/main f' },
  { name: 'fetch', from: 'ahead', before: DETACHED, command: 'git fetch -q . f:main' },
  { name: 'push .', from: 'ahead', before: DETACHED, command: 'git push -q . f:main' },
  {
    name: 'push --no-verify .',
    from: 'ahead',
    before: DETACHED,
    command: 'git push -q --no-verify . f:main',
    every: 'plan',
  },
  {
    name: 'stash branch',
    from: 'ahead',
    before: 'git checkout -q f && echo more >docs/a.md && git stash -q && git checkout -q main',
    command: 'git stash branch master',
    branch: 'master',
    every: 'plan',
  },
  {
    name: 'worktree add -B',
    from: 'ahead',
    before: DETACHED,
    command: "git worktree add -B main '../new tree' f",
    repeats: ['git', 'worktree', 'add', '-B', 'main', '../new tree', 'f'],
    every: 'plan',
  },
];

/** Brings the migration `<n>_t.sql`; HEAD is main. */
export async function arrange(
  repository: Repository,
  n: number,
  from: Way['from'],
): Promise<string> {
  const file = `migrations/${String(n).padStart(3, '0')}_t.sql`;
  await repository.gitOk('checkout', '--quiet', '-B', 'f');
  await repository.commit('First', { [`docs/${n}.md`]: 'text\n' });
  await repository.commit('Second', { [file]: `CREATE TABLE t${n} ();` });
  if (from === 'undone') await repository.gitOk('revert', '--no-edit', 'HEAD');
  await repository.gitOk('checkout', '--quiet', 'main');
  if (from === 'undone') await repository.gitOk('merge', '--quiet', 'f');
  if (from !== 'ahead') await repository.commit('Meanwhile', { [`docs/${n}-main.md`]: 'text\n' });
  return file;
}

/** Aliases, a script, and what the ways above need. */
export async function equip(repository: Repository): Promise<void> {
  await repository.commit('Docs', { 'docs/a.md': 'text\n' });
  await repository.gitOk('config', 'alias.mm', 'merge -q');
  await repository.gitOk('config', 'alias.sm', '!git merge -q');
  repository.write('../merge.sh', 'git merge --no-edit "$@" && echo more\n');
}

export function recordOf(repository: Repository): string {
  return join(repository.path, '.git', 'migration-gate', 'refused.json');
}
