import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { deployedRepository } from './deployed-repository.ts';
import { gatedRepository, MIGRATION } from './gated-repository.ts';

const refused = { code: expect.toSatisfy((code: number) => code !== 0) as number };

/** Adds a bare origin that has main, and that main follows. */
async function addOrigin(repository: Repository): Promise<string> {
  const origin = join(repository.path, '..', 'origin.git');
  await repository.gitOk('init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  await repository.gitOk('remote', 'add', 'origin', origin);
  await repository.gitOk('push', '--quiet', '--set-upstream', 'origin', 'main');
  return origin;
}

describe('an undeployed migration does not come in', () => {
  it('by an upstream that is a local branch, or an ungated one of the remote', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('branch', '--set-upstream-to', 'feature', 'main');
    expect(await repository.git('merge', 'feature')).toMatchObject(refused);

    await addOrigin(repository);
    await repository.gitOk('push', '--quiet', 'origin', 'feature');
    await repository.gitOk('branch', '--set-upstream-to', 'origin/feature', 'main');
    expect(await repository.git('pull', '--ff-only')).toMatchObject(refused);
  });

  it('by a config that ignores it', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('switch', '--quiet', 'feature');
    const config = JSON.parse(repository.read('migration-gate.json'));
    await repository.commit('Ignore', {
      'migration-gate.json': JSON.stringify({ ...config, ignore: ['001_*'] }),
    });
    await repository.gitOk('switch', '--quiet', 'main');

    const merged = await repository.git('merge', 'feature');
    expect(merged).toMatchObject(refused);
    expect(merged.stderr).toContain('001_create_customers.sql');
  });

  it('into a branch whose own new config protects it', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('switch', '--quiet', '--create', 'develop');
    const config = JSON.parse(repository.read('migration-gate.json'));
    await repository.commit('Protect develop', {
      'migration-gate.json': JSON.stringify({ ...config, protect: ['main', 'develop'] }),
    });

    expect(await repository.git('merge', '--no-edit', 'feature')).toMatchObject(refused);
  });

  it('by deleting main and making it again', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('switch', '--quiet', 'feature');
    const main = await repository.gitOk('rev-parse', 'main');
    await repository.gitOk('branch', '--delete', '--force', 'main');

    const made = await repository.git('branch', 'main', 'feature');

    expect(made).toMatchObject(refused);
    expect(made.stderr).toContain('001_create_customers.sql');
    expect(await repository.git('branch', 'main', main)).toMatchObject({ code: 0 });
  });

  it('by deleting main and making it again without a config', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await addOrigin(repository);
    await repository.gitOk('switch', '--quiet', 'feature');
    await repository.gitOk('rm', '--quiet', 'migration-gate.json');
    await repository.commit('No config');
    await repository.gitOk('branch', '--delete', '--force', 'main');

    expect(await repository.git('branch', 'main', 'feature')).toMatchObject(refused);
    expect(await repository.git('branch', 'main', 'origin/main')).toMatchObject({ code: 0 });
  });

  it('by `git replace`, which shows other files and other contents', async () => {
    await using gated = await gatedRepository();
    const { repository, production } = gated;
    await repository.gitOk('replace', 'feature', 'main');
    expect(await repository.git('merge', '--ff-only', 'feature')).toMatchObject(refused);
    await repository.gitOk('replace', '--delete', 'feature');
    repository.write('other.sql', 'CREATE TABLE other ();');
    const other = await repository.gitOk('hash-object', '-w', 'other.sql');
    await repository.gitOk('replace', `feature:${MIGRATION}`, other);

    expect(await repository.gate('deploy', 'feature', '--yes')).toMatchObject({ code: 0 });
    expect(await production.query('SELECT sql FROM migration_gate.ledger')).toEqual([
      { sql: expect.stringContaining('CREATE TABLE customers') },
    ]);
  });

  it('by a new protected branch, also where there is no local one left', async () => {
    await using gated = await gatedRepository({ protect: ['main', 'release/*'] });
    const { repository } = gated;
    await addOrigin(repository);
    await repository.gitOk('switch', '--quiet', '--detach');

    expect(await repository.git('branch', 'release/1', 'feature')).toMatchObject(refused);
    await repository.gitOk('branch', '--quiet', '--delete', '--force', 'main');
    expect(await repository.git('branch', 'release/2', 'feature')).toMatchObject(refused);
    await repository.gitOk('update-ref', 'refs/remotes/fork/release/3', 'feature');
    expect(await repository.git('branch', 'release/3', 'feature')).toMatchObject(refused);
    expect(await repository.git('branch', 'release/4', 'origin/main')).toMatchObject({ code: 0 });
  });
});

describe('what is nobody else’s business passes', () => {
  it('fetching the upstream straight into main', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const origin = await addOrigin(repository);
    // A colleague without hooks publishes it: straight into the bare repository.
    await repository.gitOk(
      '--git-dir',
      origin,
      'fetch',
      '--quiet',
      repository.path,
      'feature:theirs',
    );
    await repository.gitOk('--git-dir', origin, 'update-ref', 'refs/heads/main', 'theirs');
    await repository.gitOk('switch', '--quiet', '--create', 'elsewhere');

    const other = await repository.git('fetch', repository.path, 'feature:main');
    expect(other).toMatchObject(refused);
    expect(await repository.git('fetch', 'origin', 'main:main')).toMatchObject({ code: 0 });
    const feature = await repository.gitOk('rev-parse', 'feature');
    expect(await repository.gitOk('rev-parse', 'main')).toBe(feature);
  });

  it('a deployed migration under the config variables that CI sets', async () => {
    await using deployed = await deployedRepository();
    const { repository } = deployed;
    const ci = repository.with({
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'foo.bar',
      GIT_CONFIG_VALUE_0: 'x',
    });
    expect(await ci.gate('verify')).toMatchObject({ code: 0 });
  });
});

describe('an override of a file that cannot be a migration', () => {
  it('is recorded and shown, and lets a later update pass', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const overriding = repository.with({ MIGRATION_GATE_OVERRIDE: 'renamed tomorrow' });
    repository.write('migrations/Foo.sql', 'SELECT 1;\n');
    await repository.gitOk('add', 'migrations');
    expect(await repository.git('commit', '--message', 'Foo')).toMatchObject(refused);

    const passed = await overriding.git('commit', '--message', 'Foo');

    expect(passed).toMatchObject({ code: 0 });
    expect(passed.stderr).toContain('OVERRIDDEN - renamed tomorrow');
    const records = join(repository.path, '.git/migration-gate/overrides.jsonl');
    expect(readFileSync(records, 'utf8')).toContain('Foo.sql');
    const later = await repository.git('merge', '--no-edit', 'feature');
    expect(later.stderr).not.toContain('✗ INVALID_NAME');
  });
});

describe('a refused update', () => {
  it('leaves nothing to be done once it would have moved', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('switch', '--quiet', 'feature');
    await repository.commit('Config', {
      'migration-gate.json': JSON.stringify({ ...LOOPBACK_CONFIG, order: 'error' }),
    });
    await repository.gitOk('switch', '--quiet', '--create', 'elsewhere');

    expect(await repository.git('branch', '--force', 'main', 'feature')).toMatchObject(refused);
    expect(existsSync(join(repository.path, '.git/migration-gate/on-commit'))).toBe(false);
  });
});
