import { expect, it } from 'vitest';
import { CLI } from '../support/repository.ts';
import { deployable, statesOf, tablesOf } from './deployable.ts';
import { GATE_TABLE, holdTable, lockHolders, untilWaiting } from './held-table.ts';

const CTRL_C = '\x03';
const WAITS = `CREATE TABLE b (); SET LOCAL lock_timeout TO 0; LOCK TABLE ${GATE_TABLE};`;

it('the first Ctrl-C lets the running migration end, and begins no other', async () => {
  await using made = await deployable({
    migrations: {
      '001_a.sql': 'CREATE TABLE a ();',
      '002_b.sql': WAITS,
      '003_c.sql': 'CREATE TABLE c ();',
    },
  });
  const { repository, production } = made;
  await using table = await holdTable(production);
  const { code, output } = await repository.inTerminal(
    process.execPath,
    [CLI, 'deploy', '--yes'],
    [
      { when: '… 002_b.sql (', send: () => untilWaiting(production).then(() => CTRL_C) },
      { when: 'Once more', send: () => table.release().then(() => '') },
    ],
  );
  expect(output).toContain('applied: 001_a.sql, 002_b.sql');
  expect(output).toContain('not run: 003_c.sql');
  expect(code).toBe(1);
  expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_b.sql applied']);
  await expect.poll(() => lockHolders(production)).toEqual([]);
});

it('the second one breaks it off, with nothing of it left', async () => {
  await using made = await deployable({
    migrations: { '001_a.sql': 'CREATE TABLE a ();', '002_b.sql': WAITS },
  });
  const { repository, production } = made;
  await using _table = await holdTable(production);
  const { code, output } = await repository.inTerminal(
    process.execPath,
    [CLI, 'deploy', '--yes'],
    [
      { when: '… 002_b.sql (', send: () => untilWaiting(production).then(() => CTRL_C) },
      { when: 'Once more', send: CTRL_C },
    ],
  );
  expect(output).toContain('failed:  002_b.sql (rolled back; nothing of it stays)');
  expect(output).not.toContain('Correct migrations/002_b.sql');
  expect(code).toBe(1);
  expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  expect(await tablesOf(production)).toEqual(['a', GATE_TABLE]);
});
