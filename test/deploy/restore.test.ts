import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Deployable, deployable, inFolder } from './deployable.ts';

const NAME = '001_create_a.sql';
const PATH = `migrations/${NAME}`;
const SQL = 'CREATE TABLE a (id int);\r\n';

describe('restore', () => {
  it('writes what ran, byte for byte, though this clone never had it; and only once', async () => {
    await using made = await deployedElsewhere();
    const { repository } = made;
    const read = (): Buffer => readFileSync(join(repository.path, PATH));

    const written = await repository.gate('restore', NAME);
    const bytes = read();
    const again = await repository.gate('restore', NAME, '--target', 'production');
    repository.write(PATH, 'SELECT 1;');
    const other = await repository.gate('restore', NAME);

    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(written.stdout).toMatch(
      /^migrations\/001_create_a\.sql is written; commit it\.\nIt ran on production: Ann Author <\S+> from feature\/a, \d{4}-/,
    );
    expect(written.stdout).not.toContain('line ends');
    expect(bytes.toString()).toBe(SQL);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('is there already, as it ran.');
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('is there with another content than what ran on production.');
    expect(read().toString()).toBe('SELECT 1;');
  });

  it('tells the audit table why, where a reason is given', async () => {
    await using made = await deployedElsewhere();
    const { repository, production } = made;
    const empty = await repository.gate('restore', NAME, '--reason', ' ');
    expect(empty).toMatchObject({ code: 2, stdout: '' });
    const written = await repository.gate('restore', NAME, '--reason', 'its branch is gone');
    expect(written, written.stderr).toMatchObject({ code: 0 });
    const audit =
      "SELECT by, migrations, reason FROM migration_gate.audit WHERE action = 'restore'";
    expect(await production.query(audit)).toEqual([
      { by: 'Ann Author <ann@example.com>', migrations: [NAME], reason: 'its branch is gone' },
    ]);
  });

  it('writes nowhere but into the folder, and nothing through a link', async () => {
    await using made = await deployedElsewhere();
    const { repository, production } = made;
    const outside = join(repository.path, '..', 'outside');
    mkdirSync(outside);
    const hostile = `../../outside/${NAME}`;
    await production.query('UPDATE migration_gate.ledger SET name = $1 WHERE name <> $1', [
      hostile,
    ]);
    const traversal = await repository.gate('restore', hostile);
    await production.query('UPDATE migration_gate.ledger SET name = $1', [NAME]);
    rmSync(join(repository.path, 'migrations'), { recursive: true, force: true });
    symlinkSync(outside, join(repository.path, 'migrations'));
    const folder = await repository.gate('restore', NAME);
    rmSync(join(repository.path, 'migrations'));
    mkdirSync(join(repository.path, 'migrations'));
    symlinkSync(join(outside, 'x'), join(repository.path, PATH));
    const file = await repository.gate('restore', NAME);

    expect(traversal).toMatchObject({ code: 2, stdout: '' });
    expect(traversal.stderr).toContain("is no migration's name; nothing is written under it.");
    for (const { code, stderr } of [folder, file]) {
      expect(code).toBe(1);
      expect(stderr).toContain('is a symbolic link; nothing is written through it.');
    }
    expect(existsSync(join(outside, NAME))).toBe(false);
    expect(existsSync(join(outside, 'x'))).toBe(false);
    expect(lstatSync(join(repository.path, PATH)).isSymbolicLink()).toBe(true);
  });

  it('says where it looked in vain', async () => {
    await using made = await deployable();
    const missing = await made.repository.gate('restore', '009_none.sql');
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatchInlineSnapshot(`
      "migrations/009_none.sql was not written.
      ✗ No ledger that could be read has 009_none.sql (local, production).
      What to type:
        migration-gate status
      "
    `);
  });
});

/** Deployed from a branch of another clone: its blob is not here. */
async function deployedElsewhere(): Promise<Deployable> {
  const made = await deployable();
  const { repository } = made;
  const main = await repository.gitOk('rev-parse', 'HEAD');
  await repository.gitOk('switch', '--quiet', '--create', 'feature/a');
  await repository.commit('A', inFolder({ [NAME]: SQL }));
  expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
  await repository.gitOk('switch', '--quiet', '--force', '--create', 'main2', main);
  await repository.gitOk('branch', '--quiet', '-D', 'feature/a');
  await repository.gitOk('reflog', 'expire', '--expire=now', '--all');
  await repository.gitOk('gc', '--quiet', '--prune=now');
  return made;
}
