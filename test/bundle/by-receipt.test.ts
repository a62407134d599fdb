import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { acceptReceipt } from '../../src/commands/accept-receipt.ts';
import { readRepository } from '../../src/git/repository.ts';
import { ledgerOf, statesOf, tablesOf } from '../deploy/deployable.ts';
import { gatedRepository, MIGRATION, migrationText } from '../gate/gated-repository.ts';
import { NOBODY } from '../support/nobody.ts';
import { freshRepository } from '../support/repository.ts';
import { readSecrets } from '../support/run-folder.ts';
import { behindFirewall, psqlNeeded, receiptOf, runScript, WITHOUT_PSQL } from './psql.ts';

const NAME = '001_create_customers.sql';
const BY_RECEIPT = '✓ READY TO MERGE - Production is up to date (by receipt)';

describe.skipIf(WITHOUT_PSQL)(`a clone behind the firewall${psqlNeeded}`, () => {
  it('merges by the receipt of a bundle, and nothing else', async () => {
    await using gated = await gatedRepository();
    const { repository, production } = gated;
    const inside = await behindFirewall(repository, production);
    const blocked = await inside.git('merge', '--no-edit', 'feature');
    expect(blocked.code).not.toBe(0);
    expect(blocked.stderr).toMatch(/ {2}npx --no migration-gate bundle feature\n/);
    expect(await inside.gate('apply', 'feature')).toMatchObject({ code: 0 });

    const made = await inside.gate('bundle', 'feature', '--output', 'it.sql');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toContain(`  ${NAME}\n`);
    expect(statSync(join(inside.path, 'it.sql')).mode & 0o777).toBe(0o600);
    const script = readFileSync(join(inside.path, 'it.sql'), 'utf8');
    expect(readSecrets(inject('runFolder')).filter((secret) => script.includes(secret))).toEqual(
      [],
    );

    const ran = await runScript(repository, production, 'it.sql', '-v', 'by=Dora');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(receiptOf(ran)).toMatch(/^MG1-[0-9a-f]{8}-[0-9a-f]{32}-[0-9a-f]{16}$/);
    expect(await ledgerOf(production)).toMatchObject([
      {
        name: NAME,
        state: 'applied',
        origin: 'bundle',
        by: 'Dora (bundle of Ann Author <ann@example.com>)',
        branch: 'feature',
        commit: await repository.gitOk('rev-parse', 'feature'),
        sql: migrationText(MIGRATION, 'CREATE TABLE customers (id bigint PRIMARY KEY);'),
      },
    ]);

    const verified = await inside.gate('verify', 'feature', '--receipt', receiptOf(ran));
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain(`Production access: ⚠️\n\n${BY_RECEIPT}\n`);
    const json = JSON.parse((await inside.gate('verify', 'feature', '--json')).stdout);
    expect(json).toMatchObject({
      verdict: 'ready',
      targets: [{ access: 'ok' }, { access: 'receipt', migrations: [{ state: 'applied' }] }],
    });
    expect(await inside.git('merge', '--no-edit', 'feature')).toMatchObject({ code: 0 });
    const after = await inside.gate('verify');
    expect(after.stdout).toContain(BY_RECEIPT);
    await inside.gitOk('init', '--quiet', '--bare', '../origin');
    expect(await inside.git('push', '../origin', 'main')).toMatchObject({ code: 0 });

    await inside.gitOk('switch', '--quiet', '--create', 'next');
    const next = migrationText('002_next.sql', 'CREATE TABLE next ();');
    await inside.commit('Next', { 'migrations/002_next.sql': next });
    await inside.gitOk('switch', '--quiet', 'main');
    expect(await inside.gate('apply', 'next')).toMatchObject({ code: 0 });
    const second = await inside.git('merge', '--no-edit', 'next');
    expect(second.code).not.toBe(0);
    expect(second.stderr).toContain('No receipt covers 002_next.sql.');
    // Once it can be asked, the ledger is the truth.
    const asked = await repository.gate('verify', 'next');
    expect(asked.stdout).toContain('✗ BLOCKED - 1 migrations not deployed to production');
    await production.query('DELETE FROM migration_gate.ledger');
    expect(await repository.gate('verify', 'main')).toMatchObject({ code: 1 });
    expect((await inside.gate('deploy', 'main', '--yes')).stderr).toContain('ECONNREFUSED');
  });

  it('is ready to close its worktree by it, too', async () => {
    await using gated = await gatedRepository();
    const { repository, production } = gated;
    const inside = await behindFirewall(repository, production);
    const worktree = await inside.worktree('wt', 'feature');
    expect(await inside.gate('apply', 'feature')).toMatchObject({ code: 0 });
    expect(await inside.gate('worktree', 'close', worktree.path)).toMatchObject({ code: 1 });
    expect(await worktree.gate('bundle', '--output', '../it.sql')).toMatchObject({ code: 0 });
    const ran = await runScript(repository, production, '../it.sql');
    const receipt = receiptOf(ran);
    expect(await worktree.gate('verify', '--receipt', receipt)).toMatchObject({ code: 0 });
    expect(await inside.gate('worktree', 'close', worktree.path)).toMatchObject({ code: 0 });
  });

  it('refuses what is no receipt of a bundle of its own', async () => {
    await using gated = await gatedRepository();
    await using other = await freshRepository();
    const { repository, production } = gated;
    const inside = await behindFirewall(repository, production);
    expect(await inside.gate('apply', 'feature')).toMatchObject({ code: 0 });
    await inside.gate('bundle', 'feature', '--output', 'it.sql');
    const receipt = receiptOf(await runScript(repository, production, 'it.sql'));
    const wrong = receipt.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const elsewhere = receipt.replace(/-[0-9a-f]{32}-/, `-${'0'.repeat(32)}-`);
    const said = async (code: string, { path } = inside): Promise<string> => {
      const texts: string[] = [];
      const context = { ...NOBODY, cwd: path, err: (text: string) => void texts.push(text) };
      expect(await acceptReceipt(context, await readRepository(path), code)).toBe(false);
      return texts.join('').split('\n')[1] ?? '';
    };
    expect(await said(receipt.slice(0, -1))).toMatchInlineSnapshot(
      `"✗ That is no whole receipt: MG1-, and then 8, 32 and 16 characters."`,
    );
    expect(await said(wrong)).toMatchInlineSnapshot(
      `"✗ It is not the receipt of that bundle: mistyped, or from another database."`,
    );
    expect(await said(elsewhere)).toMatchInlineSnapshot(
      `"✗ It is not the receipt of that bundle: mistyped, or from another database."`,
    );
    expect(await said('READY')).toMatchInlineSnapshot(
      `"✗ That is no whole receipt: MG1-, and then 8, 32 and 16 characters."`,
    );
    expect(await said(receipt, other)).toMatchInlineSnapshot(
      `"✗ Its bundle was not made in this clone, so it says nothing here."`,
    );
    expect(await inside.gate('verify', '--receipt', wrong)).toMatchObject({ code: 1, stdout: '' });
    expect((await inside.git('merge', '--no-edit', 'feature')).code).not.toBe(0);
    expect(await inside.gate('verify', 'feature', '--receipt', receipt)).toMatchObject({ code: 0 });
    expect(await inside.gate('ready', '--yes')).toMatchObject({ code: 0 });
    expect(await inside.gitOk('rev-parse', 'main')).toBe(
      await inside.gitOk('rev-parse', 'feature'),
    );
    // The same name with other content is another migration.
    await inside.gitOk('switch', '--quiet', 'feature');
    await inside.commit('Edit', { [MIGRATION]: migrationText(MIGRATION, 'SELECT 1;') });
    expect(await inside.gate('verify')).toMatchObject({ code: 1 });
    expect(await statesOf(production)).toEqual([`${NAME} applied`]);
    expect(await tablesOf(production)).toEqual(['customers']);
  });
});
