/** Something that is never refused, though undeployed migrations are about. */
export type Never = {
  readonly name: string;
  /** Lines of `sh -eu`, given on main; each command has to succeed. `!` before one: it has to fail. */
  readonly script: string;
  /** What is not there meanwhile: by default node itself. */
  readonly without?: 'node' | 'databases';
};

const PUBLISHED = `
git clone --quiet --bare . ../origin.git
git remote add origin ../origin.git
git fetch --quiet origin
git branch --quiet --set-upstream-to origin/main
git --git-dir ../origin.git update-ref refs/heads/main`;

const MIGRATION = 'migrations/009_new.sql';

export const NEVER: readonly Never[] = [
  { name: 'gc', script: 'git gc --quiet' },
  { name: 'pack-refs --all', script: 'git pack-refs --all' },
  {
    name: 'fetch of 200 refs',
    script: `
for i in $(seq 200); do echo "create refs/heads/many/$i undeployed/ff"; done |
  git --git-dir ../fork.git update-ref --stdin
git fetch --quiet fork
git rev-parse --verify --quiet fork/many/200`,
  },
  {
    name: 'stash and pop, a new migration among them',
    script: `
echo 'SELECT 1;' >${MIGRATION}
git stash push --quiet --include-untracked
! test -e ${MIGRATION}
git stash pop --quiet
test -e ${MIGRATION}`,
  },
  {
    name: 'tag',
    script: 'git tag v1 undeployed/ff\ngit tag --annotate --message v2 v2 undeployed/ff',
  },
  { name: 'merge --abort', script: '! git merge undeployed/conflict\ngit merge --abort' },
  { name: 'rebase --abort', script: '! git rebase undeployed/conflict\ngit rebase --abort' },
  {
    name: 'rebase --abort of rebase --apply',
    script: '! git rebase --apply undeployed/conflict\ngit rebase --abort',
  },
  {
    name: 'cherry-pick --abort',
    script: '! git cherry-pick undeployed/conflict\ngit cherry-pick --abort',
  },
  {
    name: 'am --abort',
    script: `
git format-patch -1 --stdout undeployed/conflict >../conflict.mbox
! git am ../conflict.mbox
git am --abort`,
  },
  {
    name: 'reset --hard HEAD, reset, reset --soft HEAD',
    script: `
git restore --source undeployed/ff --staged --worktree .
git reset --quiet
git reset --quiet --soft HEAD
git reset --quiet --hard HEAD`,
  },
  {
    name: 'rebase of a feature branch, both backends',
    script: `
git switch --quiet undeployed/side
git rebase --quiet main
git rebase --quiet --apply --force-rebase main
git rebase --quiet --onto other base`,
  },
  {
    name: 'commit, merge, cherry-pick, revert, amend and reset on a feature branch',
    script: `
git switch --quiet --create feature
git merge --quiet --no-edit undeployed/side
git commit --quiet --amend --message merged
git cherry-pick other
git revert --no-edit HEAD
git reset --quiet --hard undeployed/ff`,
  },
  {
    name: 'creating and deleting branches',
    script: `
git branch feature undeployed/ff
git branch --move feature renamed
git branch --copy renamed copied
git branch --quiet --delete --force renamed
git checkout --quiet -b another undeployed/ff
git switch --quiet main`,
  },
  {
    name: 'creating a protected branch at a commit that another one contains, and deleting it',
    script: 'git branch release/1 main~1\ngit branch --quiet --delete --force release/1',
    without: 'databases',
  },
  {
    name: "pull of the branch's own upstream, fast-forward",
    script: `${PUBLISHED} undeployed/ff\ngit pull --quiet`,
    without: 'databases',
  },
  {
    name: "pull of the branch's own upstream, with a merge",
    script: `${PUBLISHED} undeployed/side\ngit pull --quiet --no-rebase --no-edit`,
    without: 'databases',
  },
  {
    name: "pull --rebase of the branch's own upstream",
    script: `${PUBLISHED} undeployed/side\ngit pull --quiet --rebase`,
    without: 'databases',
  },
  {
    name: "pull --rebase of the branch's own upstream, with rebase.backend apply and an autostash",
    script: `${PUBLISHED} undeployed/side
echo edited >mine.txt
git -c rebase.backend=apply pull --quiet --rebase --autostash
grep edited mine.txt`,
    without: 'databases',
  },
  {
    name: 'clone',
    script: 'git clone --quiet . ../cloned\ngit -C ../cloned switch --quiet undeployed/ff',
  },
  {
    name: 'shallow clone, and making it whole',
    script: `
git clone --quiet --depth 1 --no-single-branch "file://$PWD" ../shallow
git -C ../shallow fetch --quiet --unshallow`,
  },
  {
    name: 'submodule add and update',
    script: `
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=protocol.file.allow GIT_CONFIG_VALUE_0=always
git submodule --quiet add --branch undeployed/ff ../fork.git library
git commit --quiet --message 'Add a library'
git submodule --quiet update --init --remote`,
  },
  {
    name: 'work on a detached HEAD: commit, merge, rebase, reset',
    script: `
git checkout --quiet --detach
echo 'SELECT 1;' >${MIGRATION}
git add ${MIGRATION}
git commit --quiet --message 'A migration'
git rebase --quiet undeployed/side
git merge --quiet --no-edit other
git reset --quiet --hard undeployed/ff
git switch --quiet main`,
  },
  {
    name: 'a linked worktree of a feature branch: add, commit, remove',
    script: `
git worktree add --quiet ../linked -b feature main
git -C ../linked commit --quiet --allow-empty --message 'Nothing yet'
git worktree remove ../linked`,
  },
];
