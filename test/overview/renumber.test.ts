import { describe, expect, it } from 'vitest';
import { type Deployable, deployable, inFolder, statesOf } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';

const ITEMS = '002_items.sql';
const text = (name: string, sql: string): Record<string, string> =>
  inFolder({ [name]: migrationText(name, sql) });

describe('renumber', () => {
  it('moves the file, its header and the local row; then the merge is no duplicate', async () => {
    await using made = await colliding();
    const { repository, local } = made;
    const judged = await repository.gate('verify', '--merge', 'orders');
    expect(judged.stdout).toContain(
      '✗ DUPLICATE: One number twice: 002_items.sql, 002_orders.sql.',
    );
    expect(judged.stdout).toContain('  migration-gate renumber 002_orders.sql\n');

    const asked = await repository.gate('renumber', ITEMS);
    expect(asked).toMatchObject({ code: 2 });
    expect(asked.stderr).toContain('renumber needs a confirmation');
    expect(asked.stderr).toContain('\n  migration-gate renumber 002_items.sql --yes\n');
    const renumbered = await repository.gate('renumber', `migrations/${ITEMS}`, '--yes');

    expect(renumbered).toEqual({
      code: 0,
      stdout:
        'Rename in migrations, with the header, and the row of the local ledger:\n' +
        '  002_items.sql -> 003_items.sql\n' +
        '002_items.sql is 003_items.sql now (staged; commit it).\n' +
        '003_items.sql on local is settled: renamed-from 002_items.sql.\n',
      stderr: '',
    });
    expect(repository.read('migrations/003_items.sql')).toMatch(/^-- Migration: 003_items\.sql\n/);
    expect(await statesOf(local)).toEqual(['001_a.sql applied', '003_items.sql applied']);
    await repository.gitOk('commit', '--quiet', '--message', 'Renumber');
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
    const audit = await local.query('SELECT action, reason FROM migration_gate.audit');
    expect(audit).toEqual([
      { action: 'resolve renamed-from', reason: 'renumber: 002_items.sql is 003_items.sql now' },
    ]);
    const after = await repository.gate('verify', '--merge', 'orders');
    expect(after.stdout).not.toContain('DUPLICATE');
    expect(after.stdout).not.toContain('RENAMED');
  });

  it('is refused when production has it, and says which other one can move', async () => {
    await using made = await colliding();
    const { repository } = made;
    await repository.gate('deploy', '--yes');
    const before = await repository.gitOk('status', '--porcelain');

    const refused = await repository.gate('renumber', ITEMS, '--yes');

    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('✗ production has 002_items.sql, so it keeps its number:');
    expect(refused.stderr).toContain('  migration-gate renumber 002_orders.sql\n');
    expect(await repository.gitOk('status', '--porcelain')).toBe(before);
  });

  it('keeps what was changed in the file unstaged, and renames what git does not track', async () => {
    await using made = await colliding();
    const { repository } = made;
    repository.write(`migrations/${ITEMS}`, `-- more\n${repository.read(`migrations/${ITEMS}`)}`);
    const renumbered = await repository.gate('renumber', ITEMS, '--yes', '--to', '7');
    expect(renumbered).toMatchObject({ code: 0, stderr: '' });
    expect(await repository.gitOk('status', '--porcelain')).toBe(
      'RM migrations/002_items.sql -> migrations/007_items.sql',
    );

    repository.write('migrations/008_new.sql', migrationText('008_new.sql', 'SELECT 1;'));
    const moved = await repository.gate('renumber', '008_new.sql', '--yes', '--to', '9');
    expect(moved.stdout).toContain('008_new.sql is 009_new.sql now (git does not track it yet).');
    expect(repository.read('migrations/009_new.sql')).toContain('-- Migration: 009_new.sql\n');
  });

  it('warns of a branch that would bring the old name back', async () => {
    await using made = await colliding();
    const { repository } = made;
    await repository.gitOk('branch', 'on-items');
    const { code, stderr } = await repository.gate('renumber', ITEMS, '--yes');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: '⚠️  These have 002_items.sql still; merging one brings it back:\n    on-items\n',
    });
  });
});

/** `items` (checked out, applied locally) and `orders` both have a 002. */
async function colliding(): Promise<Deployable> {
  const made = await deployable({
    migrations: { '001_a.sql': migrationText('001_a.sql', 'CREATE TABLE a ();') },
  });
  const { repository } = made;
  for (const name of ['orders', 'items']) {
    await repository.gitOk('switch', '--quiet', '--create', name, 'main');
    await repository.commit(name, text(`002_${name}.sql`, `CREATE TABLE ${name} ();`));
  }
  const applied = await repository.gate('apply');
  expect(applied).toMatchObject({ code: 0 });
  return made;
}
