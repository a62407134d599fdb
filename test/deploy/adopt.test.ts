import { describe, expect, it } from 'vitest';
import { provable } from '../shadow/warm-engine.ts';
import { CLI } from '../support/repository.ts';
import {
  deployable,
  hasLedger,
  inFolder,
  ledgerOf,
  masked,
  statesOf,
  tablesOf,
} from './deployable.ts';

const MIGRATIONS = {
  '001_a.sql': 'CREATE TABLE a ();\n',
  '002_b.sql': 'CREATE TABLE b ();\n',
  '003_c.sql': 'CREATE TABLE c ();\n',
};
const TO = ['--target', 'production', '--reason', 'ran by hand'];
/** Unproven: what is not about evidence starts no engine. */
const FORCED = [...TO, '--force'];

describe('adopt', () => {
  it('records what was run by hand: makes the ledger, pins it, runs nothing', async () => {
    await using made = await provable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await production.query('CREATE TABLE a ()');

    const adopted = await repository.gate('adopt', '001_a.sql', ...TO);
    const again = await repository.gate('adopt', '001_a.sql', ...TO);

    expect(adopted).toMatchObject({ code: 0, stderr: '' });
    expect(masked(adopted.stdout, made)).toMatchInlineSnapshot(`
      "Record as applied on production: PRODUCTION, without running:
        001_a.sql (proven)
      Recorded 1 migration as applied on production: PRODUCTION.
      Pinned production in migration-gate.json; commit that line.
      Not in the ledger of production yet: 2 migrations.
      ✗ PENDING: Not deployed to production: 2 migrations.
      What to type:
        migration-gate deploy HEAD
        Or that and the local database in one:
        migration-gate ready HEAD
      "
    `);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(masked(again.stdout, made)).toBe(
      'Recorded already: 001_a.sql on production: PRODUCTION.\n',
    );
    const commit = await repository.gitOk('rev-parse', 'HEAD');
    expect(await ledgerOf(production)).toMatchObject([
      {
        name: '001_a.sql',
        sql: MIGRATIONS['001_a.sql'],
        origin: 'adopted',
        commit,
        branch: 'main',
      },
    ]);
    expect(await tablesOf(production)).toEqual(['a']);
    const [gate] = await production.query<{ id: string }>(
      'SELECT database_id AS id FROM migration_gate.gate',
    );
    expect(JSON.parse(repository.read('migration-gate.json')).targets.production.id).toBe(gate?.id);
    expect(
      await production.query('SELECT action, migrations, reason FROM migration_gate.audit'),
    ).toEqual([{ action: 'adopt', migrations: ['001_a.sql'], reason: 'ran by hand' }]);
  });

  it('asks before it records what nobody has named', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;

    const unasked = await repository.gate('adopt', '--all', ...FORCED);
    const args = [CLI, 'adopt', '--all', ...FORCED];
    const answers = [{ when: 'Is all of this on production already?', send: 'n' }];
    const no = await repository.inTerminal(process.execPath, args, answers);
    const before = await hasLedger(production);
    const through = await repository.gate('adopt', '--through', '002_b.sql', '--yes', ...FORCED);
    const unknown = await repository.gate('adopt', '003_c.sql', '004_d.sql', ...FORCED);

    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('adopt needs a confirmation');
    expect(unasked.stderr).toMatch(/\n {2}migration-gate adopt --all --force .* --yes\n/);
    expect(no.code).toBe(1);
    expect(before).toBe(false);
    expect(through).toMatchObject({ code: 0, stderr: '' });
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_b.sql applied']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(masked(unknown.stderr, made)).toMatchInlineSnapshot(`
      "Nothing was changed on production: PRODUCTION.
      ✗ 004_d.sql is not in the candidate.
      What to type:
        Commit the file, or name where it is:  --what <branch>, --staged
      "
    `);
  });

  it('takes the files of the working tree for the local database, and settles a debt', async () => {
    await using made = await deployable({ gated: true });
    const { repository, local, production } = made;
    const config = repository.read('migration-gate.json');
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    await repository.commit('A', inFolder({ '001_a.sql': 'CREATE TABLE a ();' }));
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.gitOk('-c', 'migration-gate.override=tonight', 'merge', '--quiet', 'feature');
    const debts = async (): Promise<string> => (await repository.gate('overrides')).stdout;
    const owed = await debts();
    repository.write('migrations/002_b.sql', 'CREATE TABLE b ();');

    const here = ['--target', 'local', '--reason', 'x', '--force'];
    const localDone = await repository.gate('adopt', '--all', '--yes', ...here);
    const done = await repository.gate('adopt', '--all', '--yes', ...FORCED);

    expect([localDone, done]).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await statesOf(local)).toHaveLength(2);
    expect(await statesOf(production)).toHaveLength(1);
    expect(repository.read('migration-gate.json')).toBe(config);
    expect(done.stdout).toContain('1 override copied to the audit table of production.');
    expect(owed).toContain('tonight');
    expect(await debts()).toContain('0 not deployed, 1 settled');
  });

  it.each([
    [['001_a.sql', '--target', 'production', '--reason', ' '], '--reason is empty.'],
    [[...TO], 'Say which: names, --through, --all or --evident.'],
    [['001_a.sql', '--all', ...TO], 'Say which: names, --through, --all or --evident.'],
  ])('%j: is bad usage', async (args, problem) => {
    await using made = await deployable();
    const { code, stdout, stderr } = await made.repository.gate('adopt', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });
});
