import { describe, expect, it } from 'vitest';
import { findInCommand } from '../../src/core/agent-findings.ts';
import { parsePushWords } from '../../src/core/push-updates.ts';
import { ASKED_ABOUT, GOES_AROUND, NEEDS_A_PERSON } from './command-lines.ts';

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
  it.each(GOES_AROUND)('goes around the gate: %s', (line) => {
    expect(found(line)).toContain('deny');
  });

  it.each(NEEDS_A_PERSON)('needs a person: %s', (line) => {
    expect(found(line)).toContain('ask');
  });

  it.each(ASKED_ABOUT)('is asked about: %s', (line, expected) => {
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
