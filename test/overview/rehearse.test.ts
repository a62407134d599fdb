import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rehearsalSchema } from '../../src/commands/rehearsal-report.ts';
import { deployable, inFolder } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';
import { freshRepository, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { gitCommandsOf } from './count-git.ts';
import { manyBranches } from './many-branches.ts';

describe('rehearse', () => {
  it('has a schema that the package ships', () => {
    const shipped = readFileSync(join(PACKAGE_ROOT, 'dist/schema/rehearsal.schema.json'), 'utf8');
    expect(JSON.parse(shipped)).toEqual(z.toJSONSchema(rehearsalSchema, { io: 'input' }));
  });

  it('says per branch what the gate would say, and what conflicts, before anybody merges', async () => {
    await using made = await deployable({
      migrations: { '001_a.sql': migrationText('001_a.sql', 'CREATE TABLE a ();') },
    });
    const { repository } = made;
    await branch(repository, 'ready', '002_ready.sql', 'CREATE TABLE ready ();');
    for (const command of ['apply', 'deploy']) {
      expect(await repository.gate(command, '--yes')).toMatchObject({ code: 0 });
    }
    await branch(repository, 'pending', '003_pending.sql', 'CREATE TABLE pending ();');
    const refs = await repository.gitOk('for-each-ref');
    const status = await repository.gitOk('status', '--porcelain');

    const clean = await rehearsalOf(repository, 0);

    expect(await repository.gitOk('for-each-ref')).toBe(refs);
    expect(clean.into.name).toBe('main');
    expect(clean.branches.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['pending', 'blocked'],
      ['ready', 'ready'],
    ]);
    expect(clean.order).toEqual(['ready', 'pending']);
    expect(clean.branches[0]?.reasons.map(({ code, target }) => [code, target])).toContainEqual([
      'PENDING',
      'production',
    ]);

    await repository.gitOk('switch', '--quiet', '--create', 'conflict', 'main');
    await repository.commit('Theirs', { 'package.json': '{ "theirs": true }\n' });
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.commit('Ours', { 'package.json': '{ "ours": true }\n' });
    const broken = await rehearsalOf(repository, 1, '--offline');
    expect(broken.branches[0]).toMatchObject({ name: 'conflict', conflicts: ['package.json'] });
    expect(broken.branches.map(({ verdict }) => verdict)).toEqual([null, null, null]);
    expect(await repository.gitOk('status', '--porcelain')).toBe(status);
  });

  it('says which pairs collide: number, object, conflict, and late in any order', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await repository.commit('A', {
      ...inFolder({ '001_a.sql': 'CREATE TABLE a ();' }),
      'schema.ts': 'nothing\n',
    });
    const sql = 'ALTER TABLE a ADD x int;';
    await branch(repository, 'b', '002_b.sql', sql, { 'schema.ts': 'b\n' });
    await repository.commit('B', inFolder({ '004_b.sql': 'SELECT 1;' }));
    await branch(repository, 'c', '002_c.sql', sql, { 'schema.ts': 'c\n' });
    await branch(repository, 'd', '003_d.sql', 'SELECT 1;');
    await repository.gitOk('switch', '--quiet', '--create', 'on-d', 'd');
    await repository.commit('On d', inFolder({ '005_e.sql': 'SELECT 1;' }));
    await repository.gitOk('switch', '--quiet', 'main');

    const found = await rehearsalOf(repository, 1, '--offline');

    expect(found.collisions.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'number 2',
      'object relation public.a',
    ]);
    expect(found.pairs).toEqual([{ branches: ['b', 'c'], paths: ['schema.ts'] }]);
    expect(found.order).toEqual(['b', 'c', 'd', 'on-d']);
    expect(found.late.map(({ branch: name }) => name)).toEqual(['c', 'd']);
    const shown = await repository.gate('rehearse', '--offline');
    expect(shown).toMatchObject({ code: 1, stderr: '' });
    expect(shown.stdout).toContain('✗ c conflicts when b is merged:\n      schema.ts\n');
  });

  it('leaves out what is merged, and asks nobody where nothing is open', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await branch(repository, 'merged', '001_a.sql', 'SELECT 1;');
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.gitOk('merge', '--quiet', 'merged');
    const { code, stdout } = await repository.gate('rehearse');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Into main \([0-9a-f]{12}\): no open branches\.\n\n✓ /),
    });
    const unknown = await repository.gate('rehearse', '--into', 'nowhere');
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain('There is no branch nowhere.');
  });

  it('merges each branch once, and only those two together that touch the same', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await manyBranches(repository, { merged: 5, branches: 6, worktrees: 0 });
    for (const name of ['feature/2', 'feature/5']) {
      await repository.gitOk('switch', '--quiet', name);
      await repository.commit('Same', { 'same.txt': 'the same\n' });
    }
    await repository.gitOk('switch', '--quiet', 'main');
    const commands = await gitCommandsOf(repository, 'rehearse', '--offline');
    const count = (command: string): number => commands.filter((one) => one === command).length;
    expect([count('merge-tree'), count('diff-tree')]).toEqual([6 + 1, 6]);
    expect(commands.length).toBeLessThan(30);
  });
});

/** A branch off main with one migration; it stays checked out. */
async function branch(
  repository: Repository,
  name: string,
  file: string,
  sql: string,
  more: Record<string, string> = {},
): Promise<void> {
  await repository.gitOk('switch', '--quiet', '--create', name, 'main');
  await repository.commit(name, { ...inFolder({ [file]: migrationText(file, sql) }), ...more });
}

async function rehearsalOf(
  repository: Repository,
  expected: number,
  ...args: string[]
): Promise<z.output<typeof rehearsalSchema>> {
  const { code, stdout, stderr } = await repository.gate('rehearse', '--json', ...args);
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  return rehearsalSchema.parse(JSON.parse(stdout));
}
