import { describe, expect, it } from 'vitest';
import { CLI } from '../support/repository.ts';
import {
  type Deployable,
  deployable,
  hasLedger,
  masked,
  statesOf,
  tablesOf,
} from './deployable.ts';

const MIGRATIONS = {
  '001_create_a.sql': 'CREATE TABLE a (id int);',
  '002_create_b.sql': 'CREATE TABLE b (id int);',
};

describe('deploy', () => {
  it('runs nothing and changes nothing before somebody has said yes', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository } = made;
    const config = repository.read('migration-gate.json');

    const shown = await repository.gate('deploy', '--dry-run');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(masked(shown.stdout, made)).toMatchInlineSnapshot(`
      "Plan: run 2 migrations on production: PRODUCTION (not pinned)
        001_create_a.sql
          adds table a (1 column)
        002_create_b.sql
          adds table b (1 column)
      "
    `);
    await expectUntouched(made);

    const unasked = await repository.gate('deploy');
    expect(unasked.code).toBe(2);
    expect(unasked.stdout).toBe(shown.stdout);
    expect(unasked.stderr).toMatchInlineSnapshot(`
      "migration-gate: deploy needs a confirmation, and there is no terminal to ask on.
      What to type:
        migration-gate deploy HEAD --yes
      "
    `);
    await expectUntouched(made);

    const answers = [{ when: 'Run this on production?', send: 'n' }];
    const no = await repository.inTerminal(process.execPath, [CLI, 'deploy'], answers);
    expect(no.code).toBe(1);
    expect(no.output).toContain('Not confirmed: nothing was run.');
    await expectUntouched(made);
    expect(repository.read('migration-gate.json')).toBe(config);
  });

  it('runs when it is answered with y on a terminal', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;

    const answers = [{ when: 'Run this on production?', send: 'y' }];
    const yes = await repository.inTerminal(process.execPath, [CLI, 'deploy'], answers);

    expect(yes.code).toBe(0);
    expect(yes.output).toContain('✓ 001_create_a.sql');
    expect(await statesOf(production)).toEqual([
      '001_create_a.sql applied',
      '002_create_b.sql applied',
    ]);
    expect(await tablesOf(made.local)).toEqual([]);
  });
});

async function expectUntouched({ production }: Deployable): Promise<void> {
  expect(await hasLedger(production)).toBe(false);
  expect(await tablesOf(production)).toEqual([]);
}
