import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshRepository, type Repository } from '../support/repository.ts';

let repository: Repository;

beforeAll(async () => {
  repository = await freshRepository();
});

afterAll(() => repository[Symbol.asyncDispose]());

describe('the command line', () => {
  it.each([
    [['--help'], 'Usage: migration-gate [options] [command]'],
    [['help', 'verify'], 'Usage: migration-gate verify [options] [what]'],
    [['verify', '--help'], 'Usage: migration-gate verify [options] [what]'],
  ])('%j: helps on stdout, exit 0', async (args, usage) => {
    expect(await repository.gate(...args)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(usage),
      stderr: '',
    });
  });

  it.each([
    [['deploy'], '--target <name>', 'the target to deploy to'],
    [['worktree'], 'migration-gate worktree', 'Close a worktree when its migrations are deployed.'],
    [['worktree', 'close'], '--yes', 'offer to deploy'],
    [['worktree', 'close'], '--discard', 'deploy nothing, keep the branch'],
    [['worktree', 'close'], '--reason <text>', 'why it is thrown away'],
    [['status'], '--json', 'Show every worktree'],
    [['rehearse'], '--into <branch>', 'which collide or come late'],
    [['new'], '--edit', 'in the editor that git would open'],
    [['renumber'], '--to <number>', 'the next free one when absent'],
    [['apply'], '--yes', 'answer every confirmation (only --rebuild has one)'],
    [['doctor'], '--json', 'print the checks as JSON'],
    [['overrides'], '--json', 'print the list as JSON'],
    [['overrides'], '--share', "to production's audit table first"],
    [['resolve'], '--target <name>', 'whose ledger to write (required)'],
    [['resolve'], '--reason <text>', 'kept in the audit table (required)'],
  ])('%j --help: says of %s: %s', async (args, option, words) => {
    const { code, stdout } = await repository.gate(...args, '--help');

    expect(code).toBe(0);
    expect(stdout).toContain(option);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  it('hook --help: one sentence, exit 0', async () => {
    expect(await repository.gate('hook', '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[^\n]+\.\n$/),
      stderr: '',
    });
  });

  it.each([[[]], [['worktree']]])(
    '%j: without a command, helps on stderr, exit 2',
    async (args) => {
      const { code, stdout, stderr } = await repository.gate(...args);

      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Usage: migration-gate');
    },
  );

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['verify', '--nonsense'], "unknown option '--nonsense'"],
    [['verify', 'main', 'other'], 'too many arguments'],
    [['verify', '--staged', '--merge', 'main'], 'cannot be used with'],
    [['verify', 'main', '--staged'], 'Name one thing'],
    [['verify', '--target', 'nowhere'], 'nowhere'],
    [['verify', 'no-such-branch'], 'no-such-branch is not a commit or tree'],
    [['verify', 'no-such-branch', '--target', 'nowhere'], 'nowhere'],
    [['verify', '--override', ' '], 'An override needs a reason'],
  ])('%j: says what is wrong and what to type, exit 2', async (args, problem) => {
    const { code, stdout, stderr } = await repository.gate(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/\nWhat to type:\n {2}\S/);
  });

  it('outside a repository: exit 2', async () => {
    const outside = repository.with({ GIT_DIR: '/nowhere' });

    const { code, stderr } = await outside.gate('verify');

    expect(code).toBe(2);
    expect(stderr).toContain('not inside a git repository');
  });
});
