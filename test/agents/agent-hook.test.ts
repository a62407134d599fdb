import { rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentHook } from '../../src/commands/agent-hook.ts';
import { type Gated, gatedRepository, MIGRATION } from '../gate/gated-repository.ts';
import { NOBODY } from '../support/nobody.ts';
import type { Repository } from '../support/repository.ts';
import { CLI } from '../support/repository.ts';
import type { Result } from '../support/run.ts';

let gated: Gated;
let repository: Repository;
let worktree: Repository;

beforeAll(async () => {
  gated = await gatedRepository();
  repository = gated.repository;
  worktree = await repository.worktree('wt', 'feature');
  await repository.gitOk('init', '--quiet', '--bare', '../remote.git');
  await repository.gitOk('remote', 'add', 'origin', '../remote.git');
  await repository.gitOk('push', '--quiet', 'origin', 'main');
});

afterAll(() => gated[Symbol.asyncDispose]());

/** What Claude Code documents as the input of a PreToolUse hook. */
function input(command: string, cwd: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    session_id: 'abc123',
    transcript_path: '/home/ann/.claude/projects/app/abc123.jsonl',
    cwd,
    permission_mode: 'bypassPermissions',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command, description: 'what it is for', timeout: 120_000 },
    tool_use_id: 'toolu_01ABC123',
    ...more,
  });
}

/** Of a command in the main worktree, where main is; by the program. */
const typed = (command: string): Promise<Result> =>
  repository.run(process.execPath, [CLI, 'agent-hook'], input(command, repository.path));

/** The same without starting a program for each. */
async function hooked(text: string): Promise<Result> {
  const said = { stdout: '', stderr: '' };
  const code = await agentHook({
    ...NOBODY,
    cwd: repository.path,
    readInput: async () => text,
    out: (one) => {
      said.stdout += one;
    },
    err: (one) => {
      said.stderr += one;
    },
  });
  return { code, ...said };
}

const tried = (command: string): Promise<Result> => hooked(input(command, repository.path));

const PASSES = { code: 0, stdout: '', stderr: '' };

describe('before an agent’s command runs', () => {
  it('a merge, a push and the removal of a worktree are judged as the gate would', async () => {
    const merge = await typed('npm test && git merge feature');
    expect(merge).toMatchObject({ code: 2, stdout: '' });
    expect(merge.stderr).toContain(
      'migration-gate: main stays as it is; this update is refused.\n',
    );
    expect(merge.stderr).toMatch(/What to type:\n.* apply feature\n.* deploy feature\n/);
    const real = await repository.git('merge', 'feature');
    const report = (text: string): string => text.slice(text.indexOf('\n\n'), text.indexOf('=='));
    expect(report(merge.stderr)).toBe(report(real.stderr));

    const push = await typed('git push origin feature:main');
    expect(push).toMatchObject({ code: 2, stdout: '' });
    expect(push.stderr).toContain('migration-gate: main stays as it is; this push is refused.\n');
    for (const free of ['git push origin feature', 'git push ../remote.git feature:main']) {
      expect(await tried(free), free).toEqual(PASSES);
    }

    await repository.gitOk('-c', 'core.hooksPath=/dev/null', 'branch', 'master', 'feature');
    expect((await tried('git push --all origin')).stderr).toContain('master stays as it is');
    await repository.gitOk('branch', '-D', 'master');

    const remove = await typed(`git worktree remove --force ${worktree.path}`);
    expect(remove).toMatchObject({ code: 2, stdout: '' });
    expect(remove.stderr).toContain(`migration-gate: ${worktree.path} stays as it is.\n`);
    expect(remove.stderr).toContain(`worktree close ${worktree.path}\n`);
    expect((await tried(`cd .. && rm -rf ${worktree.path}`)).code).toBe(2);
    const other = `${worktree.path}-linked`;
    symlinkSync(join(worktree.path, '..'), other);
    expect((await tried(`rm -rf ${join(other, basename(worktree.path))}`)).code).toBe(2);
    rmSync(other);
    const leave = { tool_name: 'ExitWorktree', tool_input: { action: 'remove' } };
    expect((await hooked(input('', worktree.path, leave))).code).toBe(2);
  });

  it('what goes around the gate is not run, with what to do instead', async () => {
    const { code, stdout, stderr } = await typed('git commit --no-verify -m x');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatchInlineSnapshot(`
      "migration-gate: not run. --no-verify leaves hooks out, and with them the gate
      for migrations.
      What to do instead:
        the same command without it; where that is refused, it says what to type.
        Only a person may decide on an override: ask for one.
      "
    `);
    for (const command of [
      'HUSKY=0 git merge docs',
      'git -c core.hooksPath=/dev/null merge docs',
    ]) {
      expect(await typed(command)).toMatchObject({ code: 2, stdout: '' });
    }
    const hook = await tried('rm -f .husky/_/reference-transaction');
    expect(hook.code).toBe(2);
    expect(hook.stderr).toMatch(/\/\.husky\/_\/reference-transaction\s+belongs to the hooks/);
    expect((await tried('rm -rf .git')).code).toBe(2);
    expect((await tried('git clean -fdx')).code).toBe(2);
    expect((await tried('chmod -x .husky/pre-*')).code).toBe(2);
    expect((await tried('echo exit 0 > .husky/pre-push')).code).toBe(2);
    expect(await tried('rm .husky/commit-msg')).toEqual(PASSES);
    expect((await tried('mv .husky/pre-push /tmp')).code).toBe(2);
  });

  it('a person decides on a deployment, an override, a discard and the firewall', async () => {
    const { code, stdout, stderr } = await typed('npx --no migration-gate deploy feature --yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'ask',
        permissionDecisionReason: 'migration-gate: this deploys to production.',
      },
    });
    const override = await tried('git -c migration-gate.override="urgent" merge feature');
    expect(JSON.parse(override.stdout)).toMatchObject({
      hookSpecificOutput: { permissionDecision: 'ask' },
    });
  });

  it('everything else passes, without a word', async () => {
    for (const command of ['git status', 'git merge docs', 'git push . :x', 'rm -rf dist']) {
      expect(await tried(command), command).toEqual(PASSES);
    }
    const read = { tool_name: 'Read', tool_input: { file_path: MIGRATION } };
    expect(await hooked(input('', repository.path, read))).toEqual(PASSES);
    expect(await hooked(input('git merge feature', '/'))).toEqual(PASSES);
    expect(await hooked(input('git merge x', '/nowhere/at/all'))).toEqual(PASSES);
    const post = { hook_event_name: 'PostToolUse' };
    expect(await hooked(input('git merge feature', repository.path, post))).toEqual(PASSES);
  });

  it('what cannot be read is blocked', async () => {
    expect(await hooked('')).toMatchObject({ code: 2, stdout: '' });
    expect(await hooked('{"tool_name":"Bash"}')).toMatchObject({ code: 2 });
  });

  it('an answer comes before the agent would give up waiting', async () => {
    let said = '';
    const context = {
      ...NOBODY,
      readInput: () => new Promise<string>(() => {}),
      err: (text: string) => {
        said += text;
      },
    };
    expect(await agentHook(context, [], 0.05)).toBe(2);
    expect(said).toContain('It could not be judged within 0.05 s.');
  });
});
