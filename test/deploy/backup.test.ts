import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deployable, masked, statesOf, tablesOf } from './deployable.ts';

const MIGRATIONS = { '001_a.sql': 'CREATE TABLE a ();' };

function version(): number {
  try {
    return Number(
      /\) (\d+)/.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[1],
    );
  } catch {
    return 0;
  }
}

const own = version();

it.skipIf(own === 0)(
  `pg_dump writes the backup first${own === 0 ? ', skipped: no pg_dump' : ''}`,
  async ({ skip }) => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    const [row] = await production.query<{ server_version_num: string }>('SHOW server_version_num');
    if (own < Math.floor(Number(row?.server_version_num) / 10_000)) return skip('pg_dump is older');
    await production.query('CREATE TABLE before ()');

    const deployed = await repository.gate('deploy', '--yes', '--backup', 'before.sql');

    expect(deployed).toMatchObject({ code: 0, stderr: '' });
    expect(deployed.stdout).toContain('✓ backup in before.sql');
    expect(repository.read('before.sql')).toContain('CREATE TABLE public.before');
    expect(repository.read('before.sql')).not.toContain('CREATE TABLE public.a');
    expect(statSync(join(repository.path, 'before.sql')).mode & 0o777).toBe(0o600);

    await repository.commit('b', { 'migrations/002_b.sql': 'CREATE TABLE b ();' });
    const again = await repository.gate('deploy', '--yes', '--backup', 'before.sql');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('EEXIST');
    expect(await tablesOf(production)).toEqual(['a', 'before']);
    const custom = await repository.gate('deploy', '--yes', '--backup', 'b.dump');
    expect(custom).toMatchObject({ code: 0 });
    expect(repository.read('b.dump').slice(0, 5)).toBe('PGDMP');
  },
);

it.each([
  ['is not there', null, 'pg_dump is not in PATH.'],
  ['is older than the server', 'echo "pg_dump (PostgreSQL) 9.6.1"', 'pg_dump is of PostgreSQL 9'],
  [
    'fails',
    'case "$1" in --version) echo "pg_dump (PostgreSQL) 99.1" ;; *) echo "$*"; echo disk full >&2; exit 1 ;; esac',
    'pg_dump failed (1): disk full',
  ],
])('a pg_dump that %s keeps everything back', async (_name, script, says) => {
  await using made = await deployable({ migrations: MIGRATIONS });
  const { repository, production } = made;
  const bin = join(repository.path, '..', 'bin');
  mkdirSync(bin);
  symlinkSync(
    execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(),
    join(bin, 'git'),
  );
  if (script !== null) {
    writeFileSync(join(bin, 'pg_dump'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  const refused = await repository
    .with({ PATH: bin })
    .gate('deploy', '--yes', '--backup', 'before.dump');

  expect(refused.code).toBe(1);
  expect(masked(refused.stderr, made)).toMatch(/^Nothing was run on production/);
  expect(refused.stderr).toContain(says);
  expect(await repository.gitOk('status', '--porcelain')).toBe('');
  expect(await tablesOf(production)).toEqual([]);
  expect(await statesOf(production)).toEqual([]);
});
