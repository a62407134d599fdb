import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { deployable, statesOf } from '../deploy/deployable.ts';
import { newPassword } from '../support/run-folder.ts';
import { behindFirewall, psqlNeeded, receiptOf, runScript, WITHOUT_PSQL } from './psql.ts';

const A = 'CREATE TABLE a ();\n';
const WITHOUT_LOCAL = { targets: { local: false, production: { loopback: true } } };
const READY = '✓ READY TO MERGE - Production is up to date';

describe.skipIf(WITHOUT_PSQL)(`bundle${psqlNeeded}`, () => {
  it('holds what the ledger says is pending, and nothing else', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': A }, config: WITHOUT_LOCAL });
    const { repository, production } = made;
    const first = await repository.gate('bundle', '--output', '-');
    expect(first.code).toBe(0);
    expect(first.stderr).toContain('⚠️  production is not pinned');
    repository.write('../1.sql', first.stdout);
    const ran = await runScript(repository, production, '../1.sql');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect((await repository.gate('verify', '--receipt', receiptOf(ran))).stdout).toContain(
      `${READY}\n`,
    );

    await repository.commit('More', {
      'migrations/001_a.sql': `-- a remark\n${A}`,
      'migrations/002_b.sql': 'CREATE TABLE b ();\n',
    });
    const second = await repository.gate('bundle');
    expect(second.stdout).toContain('  002_b.sql\n    adds table b\n');
    const file = /migration-gate-production-[0-9a-f]{8}\.sql/.exec(second.stdout)?.[0] ?? '';
    const script = readFileSync(join(repository.path, file), 'utf8');
    expect(script).toContain('CREATE TABLE b ()');
    expect(script).not.toContain('CREATE TABLE a ()');
    const again = await runScript(repository, production, file);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    const inside = await behindFirewall(repository, production);
    const verified = await inside.gate('verify', '--receipt', receiptOf(again));
    expect(verified.stdout).toContain(`${READY} (by receipt)\n`);
    expect(await repository.gate('bundle')).toMatchObject({
      code: 0,
      stdout: 'Nothing is pending on production: no bundle is needed.\n',
    });

    // A server that says no is no silence.
    const url = new URL(production.url);
    url.password = encodeURIComponent(newPassword(inject('runFolder')));
    const refused = repository.with({
      DATABASE_URL: url.href,
      DATABASE_CA_CERT: production.server.caFile ?? '',
    });
    expect((await refused.gate('verify')).stdout).toContain('✗ REFUSED');
    expect(await refused.gate('bundle', '--output', '../3.sql')).toMatchObject({ code: 0 });
  });

  it('that cannot read the ledger holds what the protected branch has not', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': A } });
    const { repository, production } = made;
    const inside = await behindFirewall(repository, production);
    await inside.gitOk('switch', '--quiet', '--create', 'feature');
    await inside.commit('B', { 'migrations/002_b.sql': 'CREATE TABLE b ();\n' });
    expect(await inside.gate('bundle', '--output', '../2.sql')).toMatchObject({ code: 0 });
    const early = await runScript(repository, production, '../2.sql');
    expect(early.code).toBe(3);
    expect(early.stderr).toContain('001_a.sql did not run here, and is not in this bundle.');

    expect(await inside.gate('bundle', 'main', '--output', '../1.sql')).toMatchObject({ code: 0 });
    expect(await runScript(repository, production, '../1.sql')).toMatchObject({ code: 0 });
    expect(await runScript(repository, production, '../2.sql')).toMatchObject({ code: 0 });
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_b.sql applied']);
  });

  it('is refused, and nothing written, where it would be of no use', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'VACUUM;' } });
    const { repository } = made;
    const said = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await repository.gate('bundle', ...args);
      expect(stdout).toBe('');
      return `${code} ${stderr}`;
    };
    expect(await said()).toMatchInlineSnapshot(`
      "1 No bundle was made for production.
      ✗ migrations/001_a.sql:1:1 VACUUM cannot run in a transaction.
      What to type:
        Best alone in a file, with this line at the top of migrations/001_a.sql:
        -- migration-gate: no-transaction
      "
    `);
    expect(await said('--target', 'local')).toMatchInlineSnapshot(`
      "2 migration-gate: local needs no bundle: it is on this machine.
      What to type:
        migration-gate apply
      "
    `);
    await repository.commit('A', { 'migrations/001_a.sql': A });
    expect(await said('--output', 'migrations/x.sql')).toMatchInlineSnapshot(`
      "2 migration-gate: A bundle is no migration: it cannot be written into their folder.
      What to type:
        Give it another place with --output.
      "
    `);
    expect(existsSync(join(repository.path, 'migrations/x.sql'))).toBe(false);
    expect(await said('--output', 'package.json')).toMatchInlineSnapshot(`
      "2 migration-gate: package.json is there already.
      What to type:
        migration-gate bundle HEAD --output <another file>
        Or replace it, with --yes.
      "
    `);
    expect(await repository.gate('bundle', '--output', 'package.json', '--yes')).toMatchObject({
      code: 0,
    });
    repository.write('.env', 'LOCAL_DATABASE_URL=none\n');
    expect((await repository.gate('bundle')).code).toBe(2);
  });
});
