import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshRepository, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { deployable, inFolder } from './deployable.ts';

const HUSKY = join(PACKAGE_ROOT, 'node_modules', 'husky', 'bin.js');
const OWN_PUSH = "echo 'own hook:'\nsed 's/^/  /' >&2\n";

describe('init in a repository that has husky', () => {
  it('keeps its hooks running, its prepare and its files, and takes only its own back', async () => {
    await using repository = await withHusky();
    const before = await repository.gitOk('rev-parse', 'HEAD');
    expect(await repository.gate('init', '--yes')).toMatchObject({ code: 0 });
    expect(JSON.parse(repository.read('package.json')).scripts).toEqual({
      test: 'true',
      prepare: 'husky && migration-gate init --hooks',
    });
    await repository.commit('Guard migrations');
    await repository.gitOk('init', '--quiet', '--bare', '../remote.git');
    await repository.gitOk('switch', '--quiet', '--create', 'docs');

    const pushed = await repository.git('push', '../remote.git', 'docs');

    expect(pushed.code).toBe(0);
    const oid = await repository.gitOk('rev-parse', 'docs');
    expect(pushed.stderr).toContain(`  refs/heads/docs ${oid} refs/heads/docs 000000`);

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    const left = await repository.gitOk('diff', '--name-only', before);
    expect(left.split('\n')).toEqual(['.env.example', '.gitignore', 'migration-gate.json']);
    expect(await hooksPath(repository)).toBe('.husky/_');
    const again = await repository.git('push', '../remote.git', 'docs:again');
    expect(again.stderr).toContain(`  refs/heads/docs ${oid} refs/heads/again 000000`);
  });

  it('is repaired by init --hooks after husky has made the hooks path relative again', async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    const a = await repository.commit('A', inFolder({ '001_a.sql': 'CREATE TABLE a ();' }));
    const main = await repository.gitOk('rev-parse', 'main');
    const tree = await repository.worktree('made afterwards', 'main');
    expect(existsSync(join(tree.path, 'node_modules'))).toBe(false);

    const refused = await tree.git('merge', 'feature');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(`npx --no --prefix '${repository.path}' migration-gate apply`);

    expect(await repository.run(process.execPath, [HUSKY])).toMatchObject({ code: 0 });
    expect(await hooksPath(repository)).toBe('.husky/_');
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });

    expect(await hooksPath(repository)).toBe(join(repository.path, '.husky', '_'));
    expect(await tree.git('update-ref', 'refs/heads/main', a)).not.toMatchObject({ code: 0 });
    expect(await repository.gitOk('rev-parse', 'main')).toBe(main);
  });

  it('arms a fresh clone by init --hooks, and changes nothing that git tracks', async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    await repository.gitOk('clone', '--quiet', '.', '../app-2');
    const clone = (script: string): ReturnType<Repository['run']> =>
      repository.run('sh', ['-c', `cd ../app-2 && ${script}; exit $?`]);
    const cli = join(PACKAGE_ROOT, 'dist/start.cjs');

    expect(await clone(`node '${cli}' init --hooks`)).toMatchObject({ code: 0, stderr: '' });

    expect(await clone('git status --porcelain')).toMatchObject({ stdout: '' });
    const commit = 'mkdir migrations && echo "SELECT 1;" >migrations/001_a.sql && git add -A';
    const refused = await clone(`${commit} && git commit --quiet --no-verify -m A`);
    expect(refused.code).not.toBe(0);
    // A clone has no .env: it says what to write there.
    expect(refused.stderr).toContain('Production configuration not found');
    expect(refused.stderr).toContain("'postgres://<user>:<password>@<host>:5432/<database>'");
  });
});

describe('init --uninstall', () => {
  it('leaves git’s own hooks folder where there was no husky', async () => {
    await using repository = await freshRepository();
    const manifest = repository.read('package.json');
    expect(await repository.gate('init', '--yes')).toMatchObject({ code: 0 });

    const unasked = await repository.gate('init', '--uninstall');
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('\n  migration-gate init --uninstall --yes\n');
    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });

    expect(repository.read('package.json')).toBe(manifest);
    expect(existsSync(join(repository.path, '.husky'))).toBe(false);
    expect(await repository.git('config', '--get', 'core.hooksPath')).toMatchObject({ code: 1 });
    const again = await repository.gate('init', '--uninstall', '--yes');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('nothing new');
  });
});

async function hooksPath(repository: Repository): Promise<string> {
  return repository.gitOk('config', '--get', 'core.hooksPath');
}

/** husky as a project of its own has it: a hook that reads its input, and `prepare`. */
async function withHusky(): Promise<Repository> {
  const repository = await freshRepository();
  const scripts = { test: 'true', prepare: 'husky' };
  await repository.commit('Husky', {
    '.husky/pre-push': OWN_PUSH,
    '.gitignore': 'node_modules/\n',
    'package.json': `${JSON.stringify({ name: 'app', scripts }, null, 4)}\n`,
  });
  await repository.run(process.execPath, [HUSKY]);
  return repository;
}
