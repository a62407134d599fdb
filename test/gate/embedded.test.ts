import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import { blockingCodes, masked, verifyJson } from './ask.ts';
import { MIGRATION, migrationText } from './gated-repository.ts';

/** Opening one takes seconds on a busy machine, and deploy opens it several times. */
const SLOW_MS = 180_000;

describe('an embedded production, for a demo', () => {
  it('is made by deploy, below the main worktree, and by nothing else', {
    timeout: SLOW_MS,
  }, async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    await using repository = await embeddedRepository();
    const linked = await repository.worktree('linked', 'feature');
    const folder = join(repository.path, '.pglite/production');

    const refused = await repository.git('merge', 'feature');
    const { code, report } = await verifyJson(linked);
    const made = existsSync(join(repository.path, '.pglite'));
    const deploy = await linked.gate('deploy', '--yes');

    expect(refused.code).not.toBe(0);
    expect({ code, blocking: blockingCodes(report) }).toEqual({
      code: 1,
      blocking: ['PENDING production'],
    });
    expect(made).toBe(false);
    expect(deploy).toMatchObject({ code: 0 });
    expect(deploy.stdout).toContain('pglite:.pglite/production (demo)');
    expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true);
    expect(existsSync(join(linked.path, '.pglite'))).toBe(false);
    expect(existsSync(`${folder}.lock`)).toBe(false);
    await expectBusy(repository, `${folder}.lock`);
  });

  it('lies below the main worktree', async () => {
    await using repository = await embeddedRepository();
    const outside = repository.with({ DATABASE_URL: 'pglite:../elsewhere' });

    const { code, report } = await verifyJson(outside, 'feature');

    expect({ code, blocking: blockingCodes(report) }).toEqual({
      code: 2,
      blocking: ['BAD_CONFIG'],
    });
    expect(report.reasons[0]?.message).toBe(
      'the environment: DATABASE_URL names no folder below the main worktree.',
    );
  });
});

/** Another process (this one) holds the database. */
async function expectBusy(repository: Repository, lock: string): Promise<void> {
  writeFileSync(lock, `${process.pid}\n`);

  const { code, report } = await verifyJson(repository, 'feature');

  expect({ code, blocking: blockingCodes(report) }).toEqual({
    code: 1,
    blocking: ['UNREACHABLE production'],
  });
  expect(masked(report.reasons[0]?.message ?? '')).toContain(`in use by process ${process.pid}`);
  rmSync(lock);
}

/** Gated, with an embedded production alone, and one migration on `feature`. */
async function embeddedRepository(): Promise<Repository> {
  const repository = await freshRepository({
    config: { timeoutSeconds: 1, targets: { production: { demo: true } } },
    installed: true,
  });
  repository.write('.env', 'LOCAL_DATABASE_URL=none\nDATABASE_URL=pglite:.pglite/production\n');
  await repository.gitOk('switch', '--quiet', '--create', 'feature');
  const sql = 'CREATE TABLE customers (id bigint PRIMARY KEY);';
  await repository.commit('Customers', { [MIGRATION]: migrationText(MIGRATION, sql) });
  await repository.gitOk('switch', '--quiet', 'main');
  return repository;
}
