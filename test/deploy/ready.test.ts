import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG, renderEnv } from '../support/repository-files.ts';
import { type Deployable, deployable, inFolder, statesOf } from './deployable.ts';

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
    const refused = await repository.git('push', 'origin', 'feature:main');
    expect(refused.code).not.toBe(0);

    const ready = await repository.gate('ready', '--yes');

    expect(ready).toMatchObject({ code: 0 });
    expect(await repository.gitOk('ls-remote', 'origin', 'main')).toContain(
      await repository.gitOk('rev-parse', 'feature'),
    );
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
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
    expect(unasked.stderr).toContain('--yes');
    expect(await statesOf(production)).toEqual([]);
    const answers = [{ when: 'Run this on production?', send: 'y' }];
    const asked = await repository.inTerminal(process.execPath, [CLI, 'ready'], answers);

    expect(asked.code, asked.output).toBe(0);
    expect(asked.output).toMatch(/Ready\. Repeat your git command\.\n$/);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(await repository.gitOk('rev-parse', 'main')).toBe(main);
  });
});

/** HEAD is main; `feature` brings one migration. */
async function withFeature(): Promise<Deployable> {
  const made = await deployable({ gated: true });
  await made.repository.gitOk('switch', '--quiet', '--create', 'feature');
  await made.repository.commit('A', inFolder({ '001_a.sql': 'CREATE TABLE a ();' }));
  await made.repository.gitOk('switch', '--quiet', 'main');
  return made;
}

function recordOf(repository: Repository): string {
  return join(repository.path, '.git', 'migration-gate', 'refused.json');
}
