import { describe, expect, it } from 'vitest';
import { findSquawk } from '../../src/squawk/find-squawk.ts';
import { type Deployable, deployable, masked, statesOf, tablesOf } from '../deploy/deployable.ts';
import { type Gated, gatedRepository, migrationText } from '../gate/gated-repository.ts';
import { answers, QUESTION } from '../prompt/asked.ts';

const noSquawk = findSquawk().kind === 'found' ? '' : ' (skipped: squawk-cli is not installed)';

const NAME = '002_drop_legacy.sql';
const PATH = `migrations/${NAME}`;
const DROPS = migrationText(PATH, 'DROP TABLE legacy;');
const ACKNOWLEDGED = `-- migration-gate: audit-ok drop-table: nobody reads it since 1.4\n${DROPS}`;

/** A table that is older than the ledger. */
async function makeLegacy({ local, production }: Deployable | Gated): Promise<void> {
  for (const database of [local, production]) await database.query('CREATE TABLE legacy (a int)');
}

/** On the branch `feature`, whose other migration creates a table. HEAD is main. */
async function commitOnFeature(gated: Gated, files: Record<string, string>): Promise<void> {
  const { repository } = gated;
  await repository.gitOk('switch', '--quiet', 'feature');
  await repository.commit('Legacy', files);
  await repository.gitOk('switch', '--quiet', 'main');
}

describe('with audit: warn, as it is by default', () => {
  it('verify names what is destroyed, deploy shows it in the plan, and does it', async () => {
    await using made = await deployable({ migrations: { [NAME]: DROPS } });
    await makeLegacy(made);
    const { repository, local, production } = made;
    const verified = await repository.gate('verify', '--json');
    const audits = JSON.parse(verified.stdout).reasons.filter(
      ({ code }: { code: string }) => code === 'AUDIT',
    );
    expect(audits).toMatchInlineSnapshot(`
      [
        {
          "code": "AUDIT",
          "fixes": [
            "Change the file, or say in its header why it is right:",
            "-- migration-gate: audit-ok drop-table: <why>",
          ],
          "message": "Look at this before migrations/002_drop_legacy.sql runs:
      6:1 DROP TABLE legacy: its rows are lost (drop-table)",
          "migrations": [
            "002_drop_legacy.sql",
          ],
          "severity": "warn",
          "target": null,
        },
      ]
    `);
    const planned = await repository.gate('deploy', 'HEAD', '--dry-run');
    expect(masked(planned.stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 1 migration on production: PRODUCTION (not pinned)
        002_drop_legacy.sql
          drops table legacy
      ⚠️  Look at this before migrations/002_drop_legacy.sql runs:
          6:1 DROP TABLE legacy: its rows are lost (drop-table)
      "
    `);
    const applied = await repository.gate('apply');
    expect(applied.stdout).toContain(
      '\n    6:1 DROP TABLE legacy: its rows are lost (drop-table)\n',
    );
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    expect([...(await tablesOf(local)), ...(await tablesOf(production))]).toEqual([]);
    expect((await repository.gate('verify')).stdout).not.toContain('AUDIT');
  });

  it('is said above the question, and not where nobody is asked', async () => {
    await using gated = await gatedRepository();
    await makeLegacy(gated);
    await commitOnFeature(gated, { [PATH]: DROPS });
    const { repository } = gated;
    const silent = await repository.git('merge', 'feature');
    expect(silent.stderr).toContain(NAME);
    expect(silent.stderr).not.toContain('AUDIT');
    const asked = await repository.inTerminal('git', ['merge', 'feature'], answers('n\r'));
    const [above = '', below = ''] = asked.output.split(QUESTION);
    expect(above).toContain(`AUDIT: Look at this before ${PATH} runs:\n`);
    expect(above).toContain('    6:1 DROP TABLE legacy: its rows are lost (drop-table)\n');
    expect(below).not.toContain('AUDIT');
  });
});

describe('with audit: error', () => {
  it('a merge and deploy refuse it until its header says why it is right', async () => {
    await using gated = await gatedRepository({ audit: 'error' });
    await makeLegacy(gated);
    // The branch's own word does not count: the policy is main's.
    const relaxed = gated.repository.read('migration-gate.json').replace('"error"', '"off"');
    await commitOnFeature(gated, { [PATH]: DROPS, 'migration-gate.json': relaxed });
    const { repository, production } = gated;

    const merged = await repository.git('merge', '--no-edit', 'feature');
    expect(merged.code).not.toBe(0);
    const reason = merged.stderr.slice(merged.stderr.indexOf('✗ AUDIT'));
    expect(reason.slice(0, reason.indexOf('=='))).toMatchInlineSnapshot(`
      "✗ AUDIT: Look at this before migrations/002_drop_legacy.sql runs:
          6:1 DROP TABLE legacy: its rows are lost (drop-table)
      ✗ PENDING: Not applied to local: 2 migrations.
      ✗ PENDING: Not deployed to production: 2 migrations.

      What to type:
        Change the file, or say in its header why it is right:
        -- migration-gate: audit-ok drop-table: <why>
        npx --no migration-gate apply feature
        npx --no migration-gate deploy feature

      "
    `);
    const { code, output } = await repository.inTerminal('git', ['merge', 'feature']);
    expect([code === 0, output.includes(QUESTION)]).toEqual([false, false]);

    expect(await repository.gate('apply', 'feature')).toMatchObject({ code: 0 });
    const refused = await repository.gate('deploy', 'feature', '--yes');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(masked(refused.stderr, gated)).toMatchInlineSnapshot(`
      "Nothing was run on production: PRODUCTION.
      ✗ Look at this before migrations/002_drop_legacy.sql runs:
          6:1 DROP TABLE legacy: its rows are lost (drop-table)
      What to type:
        Change the file, or say in its header why it is right:
        -- migration-gate: audit-ok drop-table: <why>
      "
    `);
    expect(await tablesOf(production)).toEqual(['legacy']);

    await commitOnFeature(gated, { [PATH]: ACKNOWLEDGED });
    expect(await repository.gate('deploy', 'feature', '--yes')).toMatchObject({ code: 0 });
    expect(await statesOf(production)).toEqual([
      '001_create_customers.sql applied',
      `${NAME} applied`,
    ]);
    expect(await repository.git('merge', '--no-edit', 'feature')).toMatchObject({ code: 0 });
  });

  it('what has run blocks nothing', async () => {
    await using gated = await gatedRepository({ audit: 'error' });
    await makeLegacy(gated);
    await commitOnFeature(gated, { [PATH]: DROPS });
    const { repository } = gated;
    const warns = repository.read('migration-gate.json').replace('"error"', '"warn"');
    repository.write('migration-gate.json', warns);
    expect(await repository.gate('ready', 'feature', '--yes')).toMatchObject({ code: 0 });
    await repository.gitOk('checkout', '--', 'migration-gate.json');
    expect(await repository.git('merge', '--no-edit', 'feature')).toMatchObject({ code: 0 });
  });
});

describe.skipIf(noSquawk !== '')(`locks${noSquawk}`, () => {
  const RENAMES = migrationText(PATH, 'ALTER TABLE legacy RENAME a TO b;\nDROP TABLE legacy;');

  it('stand beside what is destroyed', async () => {
    await using made = await deployable({ migrations: { [NAME]: RENAMES } });
    const { stdout } = await made.repository.gate('deploy', '--dry-run');
    expect(masked(stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 1 migration on production: PRODUCTION (not pinned)
        002_drop_legacy.sql
          renames column legacy.a to b; drops table legacy
      ⚠️  Look at this before migrations/002_drop_legacy.sql runs:
          6:20 Renaming a column may break existing clients (renaming-column)
          7:1 DROP TABLE legacy: its rows are lost (drop-table)
      "
    `);
  });

  it('are audited by the rules of .squawk.toml, of main where main is what is moved', async () => {
    await using gated = await gatedRepository({ audit: 'error' });
    const { repository } = gated;
    const rename = migrationText(PATH, 'ALTER TABLE legacy RENAME a TO b;');
    const toml = 'excluded_rules = ["renaming-column"]\n';
    await commitOnFeature(gated, { [PATH]: rename, '.squawk.toml': toml });
    const merged = await repository.git('merge', 'feature');
    expect(merged.stderr).toContain('(renaming-column)');
    await repository.gitOk('switch', '--quiet', 'feature');
    expect((await repository.gate('verify', 'feature')).stdout).not.toContain('renaming-column');
  });

  it('that could not be audited are not deployed', async () => {
    const config = { targets: { production: { loopback: true } }, audit: 'error' };
    const files = { [NAME]: migrationText(PATH, 'SELECT 1;') };
    await using made = await deployable({ migrations: files, config });
    const { repository, production } = made;
    repository.write('.squawk.toml', 'excluded_rules = [');
    const refused = await repository.gate('deploy', '--yes');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(masked(refused.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was run on production: PRODUCTION (not pinned).
      ✗ Locks are not audited: squawk failed: Configuration error:
          unexpected eof encountered at line 1 column 19
      What to type:
        Mend it, or take squawk-cli out: npm uninstall squawk-cli
      "
    `);
    expect(await tablesOf(production)).toEqual([]);
  });
});
