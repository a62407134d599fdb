import { describe, expect, it } from 'vitest';
import { parseGitWords } from '../../src/core/git-words.ts';
import { holdsSecret } from '../../src/core/holds-secret.ts';
import { readsStdin } from '../../src/core/reads-stdin.ts';

describe('parseGitWords', () => {
  it.each([
    ['git', '', [], []],
    ['git merge -C x', 'merge', ['-C', 'x'], []],
    ['git -c a.b=merge -C shop --no-pager merge x', 'merge', ['x'], ['shop']],
    ['git -C shop -C docs pull', 'pull', [], ['shop', 'docs']],
    ['git --exec-path=/x --config-env a.b=C push -f', 'push', ['-f'], []],
    ['git --attr-source HEAD -P log', 'log', [], []],
    ['git -C', '', [], ['']],
    ['/usr/lib/git-core/git-merge x', 'merge', ['x'], []],
  ])('%s', (line, command, rest, folders) => {
    const elsewhere = false;
    expect(parseGitWords(line.split(' '))).toEqual({ command, rest, folders, elsewhere });
  });

  it.each([
    'git --git-dir x merge',
    'git --git-dir=x merge',
    'git --work-tree=. merge',
    'git --namespace a merge',
    'git --bare merge',
  ])('names another repository: %s', (line) => {
    expect(parseGitWords(line.split(' '))).toMatchObject({ elsewhere: true, command: 'merge' });
  });
});

describe('readsStdin', () => {
  it.each([
    'git commit -F -',
    'git commit -aF -',
    'git commit -F-',
    'git commit --file -',
    'git commit --file=-',
    'git -c a.b=c commit --fil=-',
    'git merge -F - x',
    'git commit --pathspec-from-file=-',
    'git commit --pathspec-from-file -',
    'git reset --pathspec-fr -',
    'git update-ref --stdin -z',
    'git cherry-pick --stdin',
    'git fetch --stdin origin',
    'git am',
    'git am -3 --directory x',
    'git am -',
    'git commit -p',
    'git commit --interactive',
    'git stash --patch',
    'git fast-import',
  ])('%s: yes', (line) => {
    expect(readsStdin(line.split(' '))).toBe(true);
  });

  it.each([
    'git merge -',
    'git checkout -B main -',
    'git rebase -',
    'git am ../x.mbox',
    'git am --continue',
    'git commit -F message',
    'git commit -m -p-',
    'git push . -- -',
    'git cherry-pick -x feature',
    'git log -p',
  ])('%s: no', (line) => {
    expect(readsStdin(line.split(' '))).toBe(false);
  });
});

describe('holdsSecret', () => {
  it.each([
    'https://ann:pw@example.com/x.git',
    'https://token@example.com/x.git',
    'From https://ann:p/w@example.com',
    'http.extraHeader=AUTHORIZATION: basic abc',
    'http.https://example.com/.extraheader=x',
    'password=abc',
    `dop_v1_${'0'.repeat(64)}`,
  ])('%s: yes', (word) => {
    expect(holdsSecret(['git', 'push', word])).toBe(true);
  });

  it.each(['git@example.com:shop.git', 'https://example.com/x.git', 'Fix the password', 'a@b'])(
    '%s: no',
    (word) => {
      expect(holdsSecret(['git', 'push', word])).toBe(false);
    },
  );
});
