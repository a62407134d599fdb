import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshDatabase, localServer, productionServer } from './postgres.ts';
import { freshRepository } from './repository.ts';
import { LOOPBACK_CONFIG } from './repository-files.ts';

describe('a fresh repository', () => {
  test('is on main, with one commit and nothing left to commit', async () => {
    await using repository = await freshRepository();
    expect(await repository.gitOk('log', '--format=%s %an', 'main')).toBe(
      'Initial commit Ann Author',
    );
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });

  test('knows no setting of whoever runs the tests', async () => {
    await using repository = await freshRepository();
    const { stdout } = await repository.git('config', '--list', '--show-scope');
    expect(stdout).not.toMatch(/^(system|global)/m);
    const env = await repository.run('env', []);
    expect(env.stdout).not.toMatch(/^(CI|HUSKY|VITEST|npm_lifecycle.*|NODE_.*)=/m);
  });

  test('works from a linked worktree', async () => {
    await using repository = await freshRepository();
    const tree = await repository.worktree('feature tree', 'feature/x');
    const oid = await tree.commit('Add', { 'migrations/001_a.sql': 'SELECT 1;\n' });
    expect(await repository.gitOk('rev-parse', 'feature/x')).toBe(oid);
    expect(tree.read('migrations/001_a.sql')).toBe('SELECT 1;\n');
    expect(existsSync(join(repository.path, 'migrations'))).toBe(false);
    await repository.worktree('again', 'feature/y');
    expect((await repository.git('worktree', 'list')).stdout.split('\n')).toHaveLength(4);
  });

  test('gives codes where asked, and throws both streams where not', async () => {
    await using repository = await freshRepository();
    expect((await repository.git('rev-parse', '--verify', 'nothing')).code).toBe(128);
    await expect(repository.gitOk('rev-parse', '--verify', 'nothing')).rejects.toThrow(
      /128.*\n.*fatal/,
    );
  });

  test('has config and targets, the secrets ignored by git', async () => {
    await using local = await freshDatabase(localServer());
    await using production = await freshDatabase(productionServer());
    await using repository = await freshRepository({
      config: LOOPBACK_CONFIG,
      targets: { local, production },
    });
    expect(JSON.parse(repository.read('migration-gate.json'))).toEqual(LOOPBACK_CONFIG);
    expect(repository.read('.env').split('\n')).toEqual([
      `LOCAL_DATABASE_URL=${local.url}`,
      `DATABASE_URL=${production.url}`,
      `DATABASE_CA_CERT=${production.server.caFile}`,
      '',
    ]);
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });

  test('takes more environment for one place', async () => {
    await using repository = await freshRepository();
    const { stdout } = await repository.with({ CI: 'true' }).run('env', []);
    expect(stdout).toContain('CI=true\n');
    expect(repository.env).not.toHaveProperty('CI');
  });

  test('is gone afterwards', async () => {
    const { path } = await (async () => {
      await using repository = await freshRepository();
      return repository;
    })();
    expect(existsSync(path)).toBe(false);
  });
});

describe('a command', () => {
  test('has no terminal, not even /dev/tty', async () => {
    await using repository = await freshRepository();
    const { code } = await repository.run('sh', ['-c', '(exec </dev/tty) 2>/dev/null']);
    expect(code).not.toBe(0);
  });

  test('gets its input, and its signal is told as a shell does', async () => {
    await using repository = await freshRepository();
    expect((await repository.run('cat', [], 'typed')).stdout).toBe('typed');
    expect((await repository.run('sh', ['-c', 'kill -TERM $$'])).code).toBe(143);
  });

  test('is answered in a terminal, when it asks', async () => {
    await using repository = await freshRepository();
    const script =
      'printf "Name? "; read a; printf "Age? "; read b; echo "$a is $b" >/dev/tty; exit 3';
    const answers = [
      { when: 'Name?', send: 'Ann\r' },
      { when: /Age\?/, send: '7\r' },
    ];
    const { code, output } = await repository.inTerminal('sh', ['-c', script], answers);
    expect(code).toBe(3);
    expect(output).toContain('Ann is 7\n');
  });
});
