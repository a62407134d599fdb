import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedRepository } from '../support/installed-repository.ts';
import type { Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import type { Result } from '../support/run.ts';
import { ASKED_ABOUT, GOES_AROUND, NEEDS_A_PERSON } from './command-lines.ts';

const SETTINGS = '.claude/settings.json';
const SCRIPT = '.claude/hooks/migration-gate.sh';
const CLOSE = '.claude/commands/tree-close.md';
const OWN = {
  [SETTINGS]: `${JSON.stringify({ model: 'opus', hooks: { Stop: [] } }, null, '\t')}\n`,
  [CLOSE]: '---\ndescription: Ours\n---\nClose the tree.\n',
  'AGENTS.md': '# How we work\n',
  'CLAUDE.md': '# For Claude\n',
};

describe('init --agents', () => {
  it('adds to what is there, once, and takes it back', async () => {
    await using repository = await installedRepository({ config: LOOPBACK_CONFIG });
    await repository.commit('Ours', OWN);

    const first = await repository.gate('init', '--agents', '--yes');
    expect(first, first.stderr).toMatchObject({ code: 0, stderr: '' });
    for (const file of [SETTINGS, SCRIPT, CLOSE, 'AGENTS.md']) expect(first.stdout).toContain(file);
    expect(repository.read(CLOSE).startsWith(OWN[CLOSE])).toBe(true);
    expect(repository.read(CLOSE)).toContain(
      '⚠️ Production migrations pending. Deploy before merging? (y/n)',
    );
    for (const file of ['AGENTS.md', 'CLAUDE.md'] as const) {
      expect(repository.read(file).startsWith(OWN[file])).toBe(true);
      expect(repository.read(file)).toContain('## Database migrations: migration-gate');
    }
    await repository.commit('Agents');
    expect((await repository.gate('init', '--agents', '--yes')).stdout).toContain('nothing new');
    expect(await repository.gitOk('status', '--porcelain')).toBe('');

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    for (const [file, text] of Object.entries(OWN)) expect(repository.read(file)).toBe(text);
    expect(existsSync(join(repository.path, SCRIPT))).toBe(false);
    expect(existsSync(join(repository.path, '.claude/hooks'))).toBe(false);
  });

  it('leaves alone what it does not understand', async () => {
    await using repository = await installedRepository({ config: LOOPBACK_CONFIG });
    repository.write('CLAUDE.md', '@AGENTS.md\n');
    expect((await repository.gate('init', '--agents', '--yes')).stdout).not.toContain('CLAUDE.md');
    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    repository.write(SETTINGS, '{ // mine\n}\n');
    const { code, stderr } = await repository.gate('init', '--agents', '--yes');
    expect(code).toBe(2);
    expect(stderr).toContain('.claude/settings.json is not read');
    expect(existsSync(join(repository.path, 'AGENTS.md'))).toBe(false);
  });
});

describe('the script that an agent’s program runs', () => {
  it('starts node only for what may concern the gate, and never ends with another code', async () => {
    await using repository = await installedRepository({ config: LOOPBACK_CONFIG });
    expect(await repository.gate('init', '--agents', '--yes')).toMatchObject({ code: 0 });
    await repository.commit('Agents');
    const worktree = await repository.worktree('wt', 'feature');
    const passes = { code: 0, stdout: '', stderr: '' };

    // No node in the PATH: what needs none does not look for it, and the recorded one is found.
    const bare = worktree.with({ PATH: '/usr/bin:/bin' });
    expect(await hooked(bare, 'ls -la')).toEqual(passes);
    expect(await hooked(bare, 'git status')).toEqual(passes);
    expect(await hooked(bare, 'git commit --no-verify')).toMatchObject({ code: 2, stdout: '' });
    expect((await hooked(bare, 'npx migration-gate deploy --yes')).stdout).toContain('"ask"');

    const hooks = join(repository.path, '.husky/_/migration-gate');
    writeFileSync(join(hooks, 'installed'), '');
    const bin = join(repository.path, 'node_modules/.bin/migration-gate');
    rmSync(bin);
    expect(await hooked(bare, 'git status')).toEqual(passes);
    const gone = await hooked(bare, 'git merge x');
    expect(gone).toMatchObject({ code: 2, stdout: '' });
    expect(gone.stderr).toContain('npm install; then the same command again.');

    mkdirSync(join(bin, '..'), { recursive: true });
    writeFileSync(bin, '#!/bin/sh\nexit 1\n');
    chmodSync(bin, 0o755);
    const failed = await hooked(bare, 'git merge x');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('Its hook ended with 1');
    // Where node would be started, it would be blocked.
    for (const line of ['ls -la', 'git status && git diff', 'npm test', 'git log --oneline']) {
      expect(await hooked(bare, line), line).toEqual(passes);
    }
    const open = [...GOES_AROUND, ...NEEDS_A_PERSON, ...ASKED_ABOUT.map(([line]) => line)];
    const answers = await Promise.all(open.map((line) => hooked(bare, line)));
    expect(open.filter((_, i) => answers[i]?.code !== 2)).toEqual([]);
  });
});

/** As the settings have it run. */
function hooked(repository: Repository, command: string): Promise<Result> {
  const settings = JSON.parse(repository.read(SETTINGS));
  const entry = settings.hooks.PreToolUse.at(-1).hooks[0];
  const input = {
    cwd: repository.path,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
  };
  const there = repository.with({ CLAUDE_PROJECT_DIR: repository.path });
  return there.run('/bin/sh', ['-c', entry.command], JSON.stringify(input));
}
