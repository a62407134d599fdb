import { describe, expect, it } from 'vitest';
import { deployable, hasLedger, inFolder, statesOf, tablesOf } from './deployable.ts';

/** A file that cannot run as it is, and the beginning of what it says. */
const FILES = [
  {
    name: 'own_commit',
    sql: 'CREATE TABLE b ();\nCOMMIT;\nCREATE TABLE c ();',
    says: ':2:1 COMMIT: the file has begun no transaction.',
  },
  {
    name: 'concurrently',
    sql: 'CREATE INDEX CONCURRENTLY i ON a (id);',
    says: ':1:1 CREATE INDEX CONCURRENTLY cannot run in a transaction.',
  },
  { name: 'vacuum', sql: '-- tidy\nVACUUM a;', says: ':2:1 VACUUM cannot run in a transaction.' },
];

describe('a file that cannot run so that the ledger stays true', () => {
  it('is refused before anything runs, by apply and by deploy', async () => {
    await using made = await deployable({
      migrations: { '001_a.sql': 'CREATE TABLE a (id int);' },
    });
    const { repository, local, production } = made;
    for (const { name, sql, says } of FILES) {
      const file = `002_${name}.sql`;
      await repository.gitOk('switch', '--quiet', '--create', name, 'main');
      await repository.commit(name, inFolder({ [file]: sql, '003_c.sql': 'CREATE TABLE c ();' }));

      const deployed = await repository.gate('deploy', '--yes');

      expect(deployed).toMatchObject({ code: 1, stdout: '' });
      expect(deployed.stderr).toContain(`migrations/${file}${says}`);
      expect(deployed.stderr).toMatch(/^Nothing was run on production/);
    }
    const applied = await repository.gate('apply');
    expect(applied).toMatchObject({ code: 1, stdout: '' });
    expect(applied.stderr).toMatch(/^Nothing was run on local/);
    for (const database of [local, production]) {
      expect(await hasLedger(database)).toBe(false);
      expect(await tablesOf(database)).toEqual([]);
    }
  });
});

describe('a ledger that contradicts the files', () => {
  it('is no ground to deploy on: modified, renamed, interrupted', async () => {
    const sql = 'CREATE TABLE a (id int);';
    await using made = await deployable({ migrations: { '001_a.sql': sql } });
    const { repository, production } = made;
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    const before = await statesOf(production);
    const next = { '002_b.sql': 'CREATE TABLE b ();' };

    await repository.commit(
      'Modified',
      inFolder({ '001_a.sql': `${sql} -- x\nSELECT 1;`, ...next }),
    );
    const modified = await repository.gate('deploy', '--yes');
    expect(modified).toMatchObject({ code: 1, stdout: '' });
    expect(modified.stderr).toContain('001_a.sql was changed after it ran on production.');

    await repository.commit('As it was', inFolder({ '001_a.sql': sql }));
    await repository.gitOk('mv', 'migrations/001_a.sql', 'migrations/001_better.sql');
    await repository.commit('Renamed');
    const renamed = await repository.gate('deploy', '--yes');
    expect(renamed).toMatchObject({ code: 1, stdout: '' });
    expect(renamed.stderr).toContain('git mv migrations/001_better.sql migrations/001_a.sql');

    await repository.gitOk('mv', 'migrations/001_better.sql', 'migrations/001_a.sql');
    await repository.commit('The old name');
    expect(await statesOf(production)).toEqual(before);
    await production.query("UPDATE migration_gate.ledger SET state = 'started', applied_at = NULL");
    const interrupted = await repository.gate('deploy', '--yes');
    expect(interrupted).toMatchObject({ code: 1, stdout: '' });
    expect(interrupted.stderr).toContain('001_a.sql was started on production and never finished.');
    expect(await tablesOf(production)).toEqual(['a']);
  });
});
