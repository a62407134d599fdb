import { describe, expect, it } from 'vitest';
import { freshRole } from '../support/postgres.ts';
import { renderEnv } from '../support/repository-files.ts';
import { deployable, inFolder, ledgerOf, tablesOf } from './deployable.ts';

const BY = 'Ann Author <ann@example.com>';

describe('the ledger', () => {
  it('says exactly what ran, from where, and by whom; also from a linked worktree', async () => {
    await using made = await deployable();
    const { repository, local, production } = made;
    const tree = await repository.worktree('feature tree', 'feature/x');
    // A byte order mark, two kinds of line ends, and none at the end.
    const written = '\uFEFF-- Größe\r\nCREATE TABLE a (name text DEFAULT $$\n\r\n$$);';
    const files = inFolder({ '001_size.sql': written });
    const commit = await tree.commit('Size', { ...files, '.gitattributes': '*.sql -text\n' });
    const blob = await tree.gitOk('rev-parse', 'HEAD:migrations/001_size.sql');

    const deployed = await tree.gate('deploy', '--yes');
    const applied = await tree.gate('apply');

    expect(deployed).toMatchObject({ code: 0, stderr: '' });
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    const sql = '-- Größe\nCREATE TABLE a (name text DEFAULT $$\n\n$$);';
    const row = { name: '001_size.sql', blob, sql, state: 'applied', by: BY };
    expect(await ledgerOf(production)).toEqual([
      { ...row, origin: 'deployed', commit, branch: 'feature/x' },
    ]);
    expect(await ledgerOf(local)).toEqual([
      { ...row, origin: 'applied', commit: null, branch: 'feature/x' },
    ]);
    expect(JSON.parse(tree.read('migration-gate.json')).targets.production).toHaveProperty('id');
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });
});

describe('a role that may only check', () => {
  it('verifies, while DEPLOY_DATABASE_URL deploys', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, local, production } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    const reader = await freshRole(
      production,
      (role) =>
        `GRANT USAGE ON SCHEMA migration_gate TO ${role};
         GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO ${role}`,
    );
    repository.write('.env', renderEnv({ local, production: reader }));

    expect(await repository.gate('verify')).toMatchObject({ code: 0 });

    await repository.commit('Two', inFolder({ '002_b.sql': 'CREATE TABLE b ();' }));
    const refused = await repository.gate('deploy', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('permission denied');
    expect(refused.stderr).toContain('(42501)');
    expect(refused.stderr).toContain('DEPLOY_DATABASE_URL');
    expect(await tablesOf(production)).toEqual(['a']);

    const env = repository.read('.env');
    repository.write('.env', `${env}DEPLOY_DATABASE_URL=${production.url}\n`);
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    expect(await tablesOf(production)).toEqual(['a', 'b']);
  });
});
