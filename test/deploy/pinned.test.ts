import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freshDatabase, productionServer } from '../support/postgres.ts';
import { renderEnv } from '../support/repository-files.ts';
import { deployable, hasLedger, statesOf } from './deployable.ts';

/** Keys in an order of their own, which the pin must not change. */
const CONFIG = {
  protect: { main: ['local', 'production'] },
  targets: { local: {}, production: { loopback: true } },
  order: 'allow',
  migrations: 'migrations',
};

describe('the first deploy', () => {
  it('pins the database although nothing is pending, and no later one changes the file', async () => {
    await using made = await deployable({ config: CONFIG });
    const { repository, production } = made;

    const first = await repository.gate('deploy', '--yes');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('(not pinned)');
    expect(first.stdout).toContain('Pinned production in migration-gate.json; commit that line.');
    const [gate] = await production.query<{ database_id: string }>(
      'SELECT database_id FROM migration_gate.gate',
    );
    const text = repository.read('migration-gate.json');
    const id = gate?.database_id;
    const targets = { local: {}, production: { id, loopback: true } };
    expect(text).toBe(`${JSON.stringify({ ...CONFIG, targets }, null, 2)}\n`);
    expect(readdirSync(repository.path).filter((name) => name.includes('.new'))).toEqual([]);

    const second = await repository.gate('deploy', '--yes');

    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).not.toMatch(/[Pp]inned/);
    expect(repository.read('migration-gate.json')).toBe(text);
  });

  it('takes the id that the ledger has, and another database is refused from then on', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    await using other = await freshDatabase(productionServer());
    const { repository, production } = made;
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    const pinned = repository.read('migration-gate.json');
    await repository.gitOk('checkout', '--quiet', '--', 'migration-gate.json');

    const again = await repository.gate('deploy', '--yes');

    expect(again).toMatchObject({ code: 0 });
    expect(repository.read('migration-gate.json')).toBe(pinned);

    repository.write('.env', renderEnv({ local: made.local, production: other }));
    const refused = await repository.gate('deploy', '--yes');

    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/is not the pinned production database[\s\S]*no id/);
    expect(await hasLedger(other)).toBe(false);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });
});
