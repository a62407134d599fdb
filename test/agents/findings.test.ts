import { describe, expect, it } from 'vitest';
import { findInCommand } from '../../src/core/agent-findings.ts';
import { parsePushWords } from '../../src/core/push-updates.ts';

/** `deny`, `ask`, `push origin main`, a word for each finding. */
const found = (line: string): string[] =>
  findInCommand(line).map((finding) => {
    if (finding.kind === 'remove') return `remove ${finding.paths.join(' ')}`;
    if (finding.kind !== 'verify') return finding.kind;
    const { action } = finding;
    const what =
      action.kind === 'push' ? action.words : [action.kind === 'close' ? action.path : action.name];
    const where = finding.folders === null ? ['in ?'] : finding.folders.map((one) => `in ${one}`);
    return [action.kind, ...what, ...where].join(' ');
  });

describe('an agent’s command line', () => {
  it.each([
    'git commit --no-verify -m x',
    'git commit -anm x',
    'git commit -n',
    'git -C a merge --no-verify feature',
    'git push --no-verif origin main',
    'git rebase --no-verify main',
    'npm test && HUSKY=0 git commit -m x',
    'export HUSKY=0',
    'env HUSKY=0 git push',
    'LEFTHOOK=0 git push',
    'SKIP=lint,migration-gate git push',
    'git -c core.hooksPath=/dev/null merge feature',
    'git -c CORE.HOOKSPATH= push',
    'git --config-env=core.hooksPath=X merge feature',
    'GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/x git merge f',
    'git config core.hooksPath /dev/null',
    'git config --global core.hookspath x',
    'git config --unset core.hooksPath',
    'git config set core.hooksPath x',
    `sh -c 'git commit --no-verify'`,
    `bash -lc "cd x && HUSKY=0 git commit"`,
    'if true; then (git commit --no-verify); fi',
    'echo $(git commit --no-verify)',
    'xargs git commit --no-verify <x',
    `eval "git commit --no-verify"`,
  ])('goes around the gate: %s', (line) => {
    expect(found(line)).toContain('deny');
  });

  it.each([
    'npx --no migration-gate deploy feature --yes',
    'migration-gate ready --yes',
    `npx --no --prefix '/my shop' migration-gate verify --apply-to-production --yes`,
    './node_modules/.bin/migration-gate deploy --yes',
    'node node_modules/migration-gate/dist/start.cjs deploy --yes',
    'pnpm exec migration-gate worktree close ../wt --yes',
    'npx migration-gate worktree close --discard --reason x',
    'npx migration-gate firewall open',
    'npx migration-gate deploy --open-firewall',
    'npx migration-gate verify --override "it is urgent"',
    'npx migration-gate adopt --all --target production --reason x',
    'npx migration-gate resolve 001_a.sql --applied --target=production --reason x',
    'npx migration-gate init --uninstall --yes',
    'git -c migration-gate.override="urgent" merge feature',
    'MIGRATION_GATE_OVERRIDE=urgent git merge feature',
    'git push -o migration-gate.override=urgent origin main',
    'git push --push-option=migration-gate.override=urgent',
    'gh pr merge 12 --squash',
  ])('needs a person: %s', (line) => {
    expect(found(line)).toContain('ask');
  });

  it.each<[string, string[]]>([
    ['git merge feature', ['merge feature']],
    ['git merge -m "a b" --no-ff feature', ['merge feature']],
    ['cd ../app && git merge feature', ['merge feature in ../app']],
    ['git -C ../app pull . feature', ['merge feature in ../app']],
    ['git push origin HEAD:main', ['push origin HEAD:main']],
    ['git push', ['push']],
    ['git worktree remove --force ../wt', ['close ../wt']],
    ['cd "$X" && git push', ['push in ?']],
    ['rm -rf ../wt', ['remove ../wt']],
    ['rm .husky/pre-push', ['remove .husky/pre-push']],
    ['git clean -fdx', ['remove .husky/_']],
    ['git rm -f .husky/pre-push', ['remove .husky/pre-push']],
    ['chmod -x .git/hooks/*', ['remove .git/hooks/*']],
    ['echo > .husky/pre-push', ['remove .husky/pre-push']],
  ])('is asked about: %s', (line, expected) => {
    expect(found(line)).toEqual(expected);
  });

  it.each([
    'ls -la',
    'git status && git log --oneline -n 5',
    'git commit -m "remove --no-verify from the docs"',
    'git commit -mno',
    'git commit -m --no-verify',
    'git commit -- --no-verify',
    'git merge -n --abort',
    'git merge --no-verify-signatures --abort',
    'git push --dry-run',
    'git push -n origin main',
    'git config core.hooksPath',
    'git config --get core.hooksPath',
    'git config user.name x',
    'git worktree list',
    'git clean -fd',
    'git clean -ndx',
    'git clean -fdx -e .husky/_',
    'git merge -s ours feature',
    'git merge a b',
    'HUSKY=1 git commit',
    'npx migration-gate deploy --dry-run --yes',
    'npx migration-gate deploy feature',
    'npx migration-gate adopt --all --target local --reason x',
    'npx migration-gate firewall status',
    'npm install migration-gate',
    'grep -r "migration-gate deploy --yes" docs',
    'cat migration-gate.json',
    "git commit -F - <<'END'\nHUSKY=0 git push --no-verify\nEND",
  ])('is nothing to the gate: %s', (line) => {
    expect(found(line)).toEqual([]);
  });
});

it('a push names the branches that it moves', () => {
  const branches = (...words: string[]): unknown => parsePushWords(words).branches;
  expect(branches('origin', '+HEAD:refs/heads/main', 'a', ':gone', 'v1:refs/tags/v1')).toEqual([
    { source: 'HEAD', branch: 'main' },
    { source: 'a', branch: 'a' },
  ]);
  expect(branches('-o', 'x', 'origin')).toBeNull();
  expect(branches('--tags')).toEqual([]);
  expect(branches('origin', '--delete', 'main')).toEqual([]);
  expect(parsePushWords(['--all', 'up'])).toMatchObject({ remote: 'up', all: true });
});
