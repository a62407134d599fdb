import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshRepository, type Repository } from '../support/repository.ts';
import { type Gated, gatedRepository, MIGRATION, migrationText } from './gated-repository.ts';

/** A bare repository that main follows, and a colleague's clone of it, without any hooks. */
async function withColleague({ repository }: Gated): Promise<Repository> {
  const origin = join(repository.path, '..', 'origin.git');
  await repository.gitOk('init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  await repository.gitOk('remote', 'add', 'origin', origin);
  await repository.gitOk('push', '--quiet', '--set-upstream', 'origin', 'main');
  const colleague = await freshRepository();
  await colleague.gitOk('remote', 'add', 'origin', origin);
  await colleague.gitOk('fetch', '--quiet', 'origin');
  await colleague.gitOk('switch', '--quiet', '--create', 'theirs', 'origin/main');
  return colleague;
}

const THEIRS = { [MIGRATION]: migrationText(MIGRATION, 'CREATE TABLE theirs (id bigint);') };

describe("pulling what the branch's own upstream has", () => {
  it('passes as a fast-forward, though nobody deployed it', async () => {
    await using gated = await gatedRepository();
    await using colleague = await withColleague(gated);
    const theirs = await colleague.commit('Theirs', THEIRS);
    await colleague.gitOk('push', '--quiet', 'origin', 'theirs:main');

    expect(await gated.repository.git('pull')).toMatchObject({ code: 0 });
    expect(await gated.repository.gitOk('rev-parse', 'main')).toBe(theirs);
  });

  it('passes as a merge commit, and a commit of our own after it', async () => {
    await using gated = await gatedRepository();
    await using colleague = await withColleague(gated);
    await colleague.commit('Theirs', THEIRS);
    await colleague.gitOk('push', '--quiet', 'origin', 'theirs:main');
    await gated.repository.commit('Ours', { 'README.md': 'ours\n' });

    const pulled = await gated.repository.git('pull', '--no-rebase', '--no-edit');
    expect(pulled).toMatchObject({ code: 0 });
    expect(await gated.repository.gitOk('log', '-1', '--format=%P', 'main')).toContain(' ');
  });

  it('does not let through what the pull would bring besides', async () => {
    await using gated = await gatedRepository();
    await using colleague = await withColleague(gated);
    await colleague.commit('Theirs', THEIRS);
    await colleague.gitOk('push', '--quiet', 'origin', 'theirs:other');

    const pulled = await gated.repository.git('pull', '--no-rebase', 'origin', 'other');
    expect(pulled.code).not.toBe(0);
    expect(pulled.stderr).toContain('001_create_customers.sql');
  });
});

describe('what others published undeployed', () => {
  it('blocks the next update that brings something, and says whose it is', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await using colleague = await withColleague(gated);
    await colleague.commit('Theirs', THEIRS);
    await colleague.gitOk('push', '--quiet', 'origin', 'theirs:main');
    await repository.gitOk('pull', '--quiet');
    const own = 'migrations/002_create_orders.sql';
    await repository.gitOk('switch', '--quiet', '--create', 'orders');
    await repository.commit('Orders', { [own]: migrationText(own, 'CREATE TABLE orders ();') });
    await repository.gitOk('switch', '--quiet', 'main');

    const { code, stderr } = await repository.git('merge', 'orders');

    expect(code).not.toBe(0);
    expect(stderr).toMatch(/001_create_customers\.sql came with .+ ago, [0-9a-f]{7}/);
    expect(stderr).toContain('002_create_orders.sql');
  });
});

describe('pushing to a protected branch', () => {
  it('is judged by what the remote branch would get, under whatever local name', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await using _colleague = await withColleague(gated);

    const refused = await repository.git('push', 'origin', 'feature:main');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('001_create_customers.sql');
    expect(refused.stderr).toContain('deploy feature');
    expect(await repository.git('push', 'origin', 'feature')).toMatchObject({ code: 0 });
    expect(await repository.git('push', 'origin', 'main')).toMatchObject({ code: 0 });

    expect(await repository.gate('apply', 'feature')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', 'feature', '--yes')).toMatchObject({ code: 0 });
    expect(await repository.git('push', 'origin', 'feature:main')).toMatchObject({ code: 0 });
  });
});
