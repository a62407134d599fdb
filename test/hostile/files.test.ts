import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployable, tablesOf } from '../deploy/deployable.ts';
import { verifyJson } from '../gate/ask.ts';
import { gatedRepository } from '../gate/gated-repository.ts';
import { commitFiles } from './names.ts';

describe('in the working tree', () => {
  it('what cannot be a migration is named, and nothing waits for it', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, local } = made;
    const folder = join(repository.path, 'migrations');
    // git keeps neither, and whoever reads a pipe waits for its writer.
    execFileSync('mkfifo', [join(folder, '002_pipe.sql')]);
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    expect(await tablesOf(local)).toEqual(['a']);

    writeFileSync(Buffer.from(`${folder}/003_caf\xe9.sql`, 'latin1'), '');
    writeFileSync(join(folder, '004_a.sql\n005_b.sql'), '');
    symlinkSync('001_a.sql', join(folder, '006_link.sql'));
    mkdirSync(join(folder, '007_folder.sql'));
    writeFileSync(join(folder, '007_folder.sql', 'x.sql'), '');
    const { code, stdout, stderr } = await repository.gate('apply');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('✗'))).toEqual([
      '✗ 003_caf\uFFFD.sql has a name that is not UTF-8.',
      '✗ 004_a.sql\\x0a005_b.sql is not named <number>_<snake_case>.sql.',
      '✗ 006_link.sql is a symbolic link, not a file.',
      '✗ 007_folder.sql/x.sql is not named <number>_<snake_case>.sql.',
    ]);
  });
});

describe('odd contents that are SQL all the same', () => {
  it('are applied, deployed, and then no reason to refuse', async () => {
    await using gated = await gatedRepository();
    const { repository, local, production } = gated;
    await repository.gitOk('switch', '--quiet', 'feature');
    const text = 'x'.repeat(10 * 1024 * 1024);
    await repository.commit('Odd', {
      'migrations/002_empty.sql': '',
      'migrations/003_bom.sql': '\ufeffCREATE TABLE bom ();\r\n',
      'migrations/004_huge.sql': `CREATE TABLE huge AS SELECT '${text}'::text AS it;`,
      'migrations/005_comment.sql': '-- \u202e nothing \u0001',
    });
    await repository.gitOk('switch', '--quiet', 'main');
    expect(await repository.gate('apply', 'feature')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', 'feature', '--yes')).toMatchObject({ code: 0 });
    const merged = await repository.git('merge', 'feature');
    expect(merged.code, merged.stderr).toBe(0);
    for (const database of [local, production]) {
      expect(await tablesOf(database)).toEqual(['bom', 'customers', 'huge']);
    }
  });
});

describe('long names', () => {
  it('of files and branches are printed whole', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const name = `${'a'.repeat(10_000)}.sql`;
    const commit = await commitFiles(repository, [{ mode: '100644', name }]);
    const branch = Array(10).fill('b'.repeat(200)).join('/');
    await repository.gitOk('update-ref', `refs/heads/${branch}`, commit);
    const { code, report } = await verifyJson(repository, branch);
    expect(code).toBe(1);
    expect(report.reasons).toContainEqual(
      expect.objectContaining({ code: 'INVALID_NAME', migrations: [name] }),
    );
    const merge = await repository.git('merge', branch);
    expect(merge.code).toBe(128);
    expect(merge.stderr).toContain(`✗ INVALID_NAME: ${name} is not named`);
  });
});
