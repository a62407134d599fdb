import { describe, expect, it } from 'vitest';
import type { Access } from '../support/postgres.ts';
import { deployable, hasLedger, inFolder, ledgerOf, masked, tablesOf } from './deployable.ts';

describe('apply', () => {
  it('runs the files of the working tree, stages nothing, and then has nothing to do', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, local, production } = made;
    repository.write('migrations/002_b.sql', 'CREATE TABLE b ();\r\n');
    const status = await repository.gitOk('status', '--porcelain');
    expect(status).toBe('?? migrations/002_b.sql');

    const first = await repository.gate('apply');
    const second = await repository.gate('apply');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(masked(first.stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 2 migrations on local: LOCAL
        001_a.sql
          adds table a
        002_b.sql
          adds table b
        ✓ 001_a.sql (N ms)
        ✓ 002_b.sql (N ms)
      Applied 2: all 2 migrations are on local: LOCAL.
      "
    `);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(masked(second.stdout, made)).toBe(
      'Nothing was pending: all 2 migrations are on local: LOCAL.\n',
    );
    expect(await repository.gitOk('status', '--porcelain')).toBe(status);
    expect(await tablesOf(local)).toEqual(['a', 'b']);
    expect(await hasLedger(production)).toBe(false);
  });

  it('takes CRLF for LF: what git stores on another machine is the same migration', async () => {
    await using made = await deployable();
    const { repository, local } = made;
    repository.write('migrations/001_a.sql', 'CREATE TABLE a ();\r\n');
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    repository.write('migrations/001_a.sql', 'CREATE TABLE a ();\n');

    const again = await repository.gate('apply');

    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Nothing was pending');
    expect((await ledgerOf(local)).map((row) => row.sql)).toEqual(['CREATE TABLE a ();\n']);
  });

  it('reads a branch from git and leaves the working tree as it is', async () => {
    await using made = await deployable();
    const { repository, local } = made;
    await repository.gitOk('switch', '--quiet', '--create', 'feature/a');
    const commit = await repository.commit('A', inFolder({ '001_a.sql': 'CREATE TABLE a ();' }));
    await repository.gitOk('switch', '--quiet', 'main');
    repository.write('migrations/002_b.sql', 'CREATE TABLE b ();');

    expect(await repository.gate('apply', 'feature/a')).toMatchObject({ code: 0, stderr: '' });

    expect(await repository.gitOk('status', '--porcelain', '--untracked-files=all')).toBe(
      '?? migrations/002_b.sql',
    );
    expect(await ledgerOf(local)).toMatchObject([
      { name: '001_a.sql', commit, branch: 'feature/a' },
    ]);
    expect(await tablesOf(local)).toEqual(['a']);
  });

  it('runs nothing where local is production, also by another name of the host', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    const sameUrl = production.url;
    const sameHost = production.url.replace('@127.0.0.1:', '@localhost:');
    for (const url of [sameUrl, sameHost]) {
      repository.write('.env', bothAre(url, production));

      const applied = await repository.gate('apply');
      const deployed = await repository.gate('deploy', '--yes');

      for (const { code, stdout, stderr } of [applied, deployed]) {
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr).toMatch(/same database/);
      }
    }
    expect(await hasLedger(production)).toBe(false);
  });
});

function bothAre(local: string, production: Access): string {
  return [
    `LOCAL_DATABASE_URL=${local}`,
    `LOCAL_DATABASE_CA_CERT=${production.server.caFile}`,
    `DATABASE_URL=${production.url}`,
    `DATABASE_CA_CERT=${production.server.caFile}`,
    '',
  ].join('\n');
}
