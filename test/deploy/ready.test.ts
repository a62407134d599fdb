import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI } from '../support/repository.ts';
import { LOOPBACK_CONFIG, renderEnv } from '../support/repository-files.ts';
import { type Deployable, deployable, inFolder, statesOf } from './deployable.ts';
import { recordOf } from './refused-ways.ts';

const MESSAGE = `It's "done": $HOME & more`;

describe('ready, after a refused git command', () => {
  it('makes it ready and repeats that very command, from the folder it was typed in', async () => {
    await using made = await withFeature();
    const { repository, local, production } = made;
    await repository.commit('Docs', { 'docs/a.md': 'text\n' });
    const merge = `cd docs && git merge --no-ff -m '${MESSAGE.replace("'", "'\\''")}' feature`;
    const refused = await repository.run('sh', ['-c', merge]);
    expect(refused.code).not.toBe(0);
    expect(statSync(recordOf(repository)).mode & 0o777).toBe(0o600);

    const ready = await repository.gate('ready', '--yes');

    expect(ready).toMatchObject({ code: 0 });
    expect(ready.stdout).toContain('✓ READY TO MERGE - Production is up to date');
    expect(await repository.gitOk('log', '-1', '--format=%s', 'main')).toBe(MESSAGE);
    expect(await repository.gitOk('rev-parse', 'main^2')).toBe(
      await repository.gitOk('rev-parse', 'feature'),
    );
    for (const database of [local, production]) {
      expect(await statesOf(database)).toEqual(['001_a.sql applied']);
    }
    expect(existsSync(recordOf(repository))).toBe(false);
  });

  it('repeats a push, for which the branch here has long moved', async () => {
    await using made = await withFeature();
    const { repository, production } = made;
    await repository.gitOk('init', '--quiet', '--bare', '--initial-branch=main', '../remote.git');
    await repository.gitOk('remote', 'add', 'origin', '../remote.git');
    await repository.gitOk('push', '--quiet', '--set-upstream', 'origin', 'main');
    await repository.gitOk('switch', '--quiet', 'feature');
    const refused = await repository.git('push', 'origin', 'HEAD:main', 'feature:other');
    expect(refused.code).not.toBe(0);

    const ready = await repository.gate('ready', '--yes');

    expect(ready).toMatchObject({ code: 0 });
    const pushed = await repository.gitOk('rev-parse', 'feature');
    expect(await repository.gitOk('ls-remote', 'origin', 'main', 'other')).toBe(
      `${pushed}\trefs/heads/main\n${pushed}\trefs/heads/other`,
    );
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);

    // A push that passes later is settled, too: nothing here has moved with it.
    await repository.commit('B', inFolder({ '002_b.sql': 'CREATE TABLE b ();' }));
    expect(await repository.git('push', 'origin', 'HEAD:main')).not.toMatchObject({ code: 0 });
    expect(existsSync(recordOf(repository))).toBe(true);
    await repository.gitOk('-c', 'migration-gate.override=why', 'push', 'origin', 'HEAD:main');
    expect(existsSync(recordOf(repository))).toBe(false);
  });

  it('repeats it in the worktree where it was refused', async () => {
    await using made = await withFeature();
    const { repository } = made;
    await repository.gitOk('switch', '--quiet', '--detach');
    const linked = await repository.worktree("ann's work", 'main');
    expect(await linked.git('merge', 'feature')).not.toMatchObject({ code: 0 });

    const ready = await repository.gate('ready', '--yes');

    expect(ready, ready.stderr).toMatchObject({ code: 0 });
    const quoted = linked.path.replace("'", "'\\''");
    expect(ready.stdout).toContain(`Repeating: cd -- '${quoted}' && git merge feature\n`);
    expect(await linked.gitOk('log', '-1', '--format=%s')).toBe('A');
  });

  it('keeps the record until git is done', async () => {
    await using made = await withFeature();
    const { repository, production } = made;
    await repository.gitOk('branch', 'wrong', 'main');
    await repository.gitOk('switch', '--quiet', 'wrong');
    await repository.commit('Wrong', inFolder({ '009_wrong.sql': 'SELEKT;' }));
    await repository.gitOk('switch', '--quiet', 'main');
    const main = await repository.gitOk('rev-parse', 'main');

    // Nothing is repeated where nothing could be deployed, or nobody said yes.
    await repository.git('merge', 'wrong');
    const failed = await repository.gate('ready', '--yes');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('SELEKT');
    expect(existsSync(recordOf(repository))).toBe(true);
    await repository.git('merge', 'feature');
    const no = [{ when: 'Run this on production?', send: 'n' }];
    const unwanted = await repository.inTerminal(process.execPath, [CLI, 'ready'], no);
    expect(unwanted.code).toBe(1);
    expect(unwanted.output).not.toContain('Repeating');
    expect(await statesOf(production)).toEqual([]);
    expect(await repository.gitOk('rev-parse', 'main')).toBe(main);

    // Repeated, git ends badly: the file is in its way.
    repository.write('migrations/001_a.sql', 'mine');
    const inTheWay = await repository.gate('ready', '--yes');
    expect(inTheWay.code).toBe(1);
    expect(inTheWay.stderr).toMatch(/everything is deployed, but git ended with 1\.\n$/);
    expect(existsSync(recordOf(repository))).toBe(true);
    rmSync(join(repository.path, 'migrations'), { recursive: true });
    expect(await repository.gate('ready', '--yes')).toMatchObject({ code: 0 });
    expect(await repository.gitOk('log', '-1', '--format=%s', 'main')).toBe('A');
  });

  it('leaves Ctrl-C to the editor of the repeated command', async () => {
    await using made = await withFeature();
    const editor = join(made.repository.path, '..', 'editor');
    writeFileSync(editor, EDITOR, { mode: 0o755 });
    const repository = made.repository.with({ GIT_EDITOR: editor });
    await repository.gitOk('checkout', 'feature', '--', 'migrations');
    await repository.git('commit', '--edit', '--message', 'first words');

    const answers = [
      { when: 'EDITING', send: '\x03' },
      { when: 'INTERRUPTED', send: 'second words\r' },
    ];
    const args = [CLI, 'ready', '--yes'];
    const ready = await repository.inTerminal(process.execPath, args, answers);

    expect(ready.code, ready.output).toBe(0);
    expect(await repository.gitOk('log', '-1', '--format=%s', 'main')).toBe('second words');
  });

  it('drops the record when the branch, or HEAD, has moved since', async () => {
    await using made = await withFeature();
    const { repository, local } = made;
    const moves = [
      () => repository.commit('Meanwhile', { 'README.md': 'moved\n' }),
      () => repository.gitOk('switch', '--quiet', '--create', 'elsewhere'),
    ];
    for (const move of moves) {
      expect(await repository.git('merge', 'feature')).not.toMatchObject({ code: 0 });
      expect(existsSync(recordOf(repository))).toBe(true);
      await move();

      const ready = await repository.gate('ready', '--yes');

      expect(ready).toMatchObject({ code: 2, stdout: '' });
      expect(ready.stderr).toContain('since HEAD or the branch moved');
      expect(ready.stderr).toContain('migration-gate ready <what>');
      expect(existsSync(recordOf(repository))).toBe(false);
    }
    expect(await local.query("SELECT FROM pg_tables WHERE tablename = 'a'")).toEqual([]);

    // Nor is one believed that the gate did not write.
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.git('merge', 'feature');
    const record = JSON.parse(readFileSync(recordOf(repository), 'utf8'));
    record.command.args = ['/bin/touch', 'forged'];
    writeFileSync(recordOf(repository), JSON.stringify(record));
    const ready = await repository.gate('ready', '--yes');
    expect(ready).toMatchObject({ code: 2, stdout: '' });
    expect(ready.stderr.replaceAll(repository.path, 'ROOT')).toMatchInlineSnapshot(`
      "migration-gate: ROOT/.git/migration-gate/refused.json: it is damaged; nothing that it says is repeated.
      What to type:
        Repeat the git command itself: a new refusal replaces the file.
        npx --no migration-gate ready <what>
      "
    `);
    expect(existsSync(join(repository.path, 'forged'))).toBe(false);
  });

  it('passes over a local database that is switched off, and pins only when git is done', async () => {
    await using made = await deployable({ gated: true });
    const { repository, production } = made;
    // Not pinned: a pin written before the rebase would leave the tree dirty, and git refuses then.
    await repository.commit('Not pinned', {
      'migration-gate.json': `${JSON.stringify(LOOPBACK_CONFIG)}\n`,
    });
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    await repository.commit('A', inFolder({ '001_a.sql': 'CREATE TABLE a ();' }));
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.commit('Docs', { 'docs/a.md': 'text\n' });
    repository.write('.env', renderEnv({ local: 'none', production }));
    expect(await repository.git('rebase', 'feature')).not.toMatchObject({ code: 0 });

    const ready = await repository.gate('ready', '--yes');

    expect(ready.code, ready.stderr).toBe(0);
    expect(await repository.gitOk('log', '--format=%s', '-2')).toBe('Docs\nA');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(await repository.gitOk('status', '--porcelain')).toBe(' M migration-gate.json');
    expect(ready.stdout).toContain('Pinned production in migration-gate.json');
  });

  it('asks first, and never writes down a command that holds user information', async () => {
    await using made = await withFeature();
    const { repository, production } = made;
    const secret = 'https://ann:very-private@example.com/app';
    const main = await repository.gitOk('rev-parse', 'main');
    expect(
      await repository.git('merge', '--no-ff', '-m', `From ${secret}`, 'feature'),
    ).not.toMatchObject({ code: 0 });
    expect(readFileSync(recordOf(repository), 'utf8')).not.toContain('very-private');

    const unasked = await repository.gate('ready');
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain(' migration-gate ready --yes\n');
    expect(await statesOf(production)).toEqual([]);
    const answers = [{ when: 'Run this on production?', send: 'y' }];
    const asked = await repository.inTerminal(process.execPath, [CLI, 'ready'], answers);

    expect(asked.code, asked.output).toBe(0);
    expect(asked.output).toMatch(/Ready\. Repeat your git command\.\n$/);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(await repository.gitOk('rev-parse', 'main')).toBe(main);
  });
});

/**
 * As an editor in a terminal does, it takes Ctrl-C for itself. git ignores it as soon as the editor
 * runs, which may be a moment later: SigIgn's last hex digit has the bit of signal 2 then.
 */
const EDITOR = `#!/bin/sh
trap 'echo INTERRUPTED' INT
until grep -q '^SigIgn:.*[2367abef]$' "/proc/$PPID/status"; do :; done
echo EDITING
until read -r line; do :; done
echo "$line" >"$1"
`;

/** HEAD is main; `feature` brings one migration. */
async function withFeature(): Promise<Deployable> {
  const made = await deployable({ gated: true });
  await made.repository.gitOk('switch', '--quiet', '--create', 'feature');
  await made.repository.commit('A', inFolder({ '001_a.sql': 'CREATE TABLE a ();' }));
  await made.repository.gitOk('switch', '--quiet', 'main');
  return made;
}
