import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Repository } from '../support/repository.ts';
import { gatedRepository, MIGRATION, migrationText } from './gated-repository.ts';

const records = (repository: Repository): { reason: string; pairs: { name: string }[] }[] => {
  const file = join(repository.path, '.git/migration-gate/overrides.jsonl');
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line));
  } catch {
    return [];
  }
};

describe('an override', () => {
  it('by git -c: passes, is recorded once the ref has moved, and is shown as debt', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const reason = 'hot fix, "$(now)"';

    const merged = await repository.git(
      ...['-c', `migration-gate.override=${reason}`, 'merge', 'feature'],
    );

    expect(merged).toMatchObject({ code: 0 });
    expect(merged.stderr).toContain(`⚠️  OVERRIDDEN - ${reason} (1 migrations still not deployed)`);
    expect(records(repository)).toMatchObject([
      { reason, ref: 'refs/heads/main', pairs: [{ name: '001_create_customers.sql' }] },
    ]);
    const verified = await repository.gate('verify');
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toContain('⚠️  OVERRIDDEN - ');
    expect(verified.stdout).toContain('DEBT');
  });

  it('covers exactly what was brought: a later edit is not covered, nor is another', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('-c', 'migration-gate.override=now', 'merge', '--quiet', 'feature');

    repository.write(MIGRATION, migrationText(MIGRATION, 'CREATE TABLE other ();'));
    const edited = await repository.git('commit', '--all', '--message', 'Edit');
    expect(edited.code).not.toBe(0);
    await repository.gitOk('checkout', '--', MIGRATION);
    const own = 'migrations/002_create_orders.sql';
    repository.write(own, migrationText(own, 'CREATE TABLE orders ();'));
    await repository.gitOk('add', own);
    const another = await repository.git('commit', '--message', 'Orders');
    expect(another.code).not.toBe(0);
    expect(another.stderr).toContain('002_create_orders.sql');
    expect(records(repository)).toHaveLength(1);
  });

  it('by the environment: is given for this process, also for a push', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const origin = join(repository.path, '..', 'origin.git');
    await repository.gitOk('init', '--quiet', '--bare', origin);
    const overriding = repository.with({ MIGRATION_GATE_OVERRIDE: 'the server is on fire' });

    expect(await overriding.git('push', origin, 'feature:main')).toMatchObject({ code: 0 });
    expect(records(repository)).toMatchObject([{ reason: 'the server is on fire' }]);
  });

  it('is refused when it is empty, and ignored when it is left in a config file', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;

    const empty = await repository.git('-c', 'migration-gate.override= ', 'merge', 'feature');
    expect(empty.code).not.toBe(0);
    expect(empty.stderr).toContain('needs a reason');
    await repository.gitOk('config', 'migration-gate.override', 'always');
    const left = await repository.git('merge', 'feature');
    expect(left.code).not.toBe(0);
    expect(left.stderr).toContain('OVERRIDE_IGNORED');
    expect(records(repository)).toEqual([]);
  });

  it('never reaches deploy, and is over when the migrations are deployed', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('-c', 'migration-gate.override=now', 'merge', '--quiet', 'feature');

    expect(await repository.gate('apply', 'HEAD')).toMatchObject({ code: 0 });
    const deployed = await repository.gate('deploy', '--yes');
    expect(deployed.stdout).toContain('Deployed 1');
    const verified = await repository.gate('verify');
    expect(verified.stdout).toContain('✓ READY TO MERGE - Production is up to date');
  });

  it('passes while production cannot be asked', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const url = gated.production.url.replace(/:\d+\//, ':1/');
    const down = repository.with({
      DATABASE_URL: url,
      DATABASE_CA_CERT: gated.production.server.caFile ?? '',
    });

    const refused = await down.git('merge', 'feature');
    expect(refused.stderr).toContain('UNREACHABLE');
    const passed = await down.git('-c', 'migration-gate.override=must', 'merge', 'feature');
    expect(passed).toMatchObject({ code: 0 });
    const verified = await down.gate('verify');
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toContain('OVERRIDDEN - must');
  });

  it('is not recorded when the ref does not move after all', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    // The transaction holds a second update that git itself refuses.
    const oid = await repository.gitOk('rev-parse', 'feature');
    const input = `start\nupdate refs/heads/main ${oid}\nupdate refs/heads/x ${oid} ${oid}\nprepare\ncommit\n`;
    const { code } = await repository.run(
      'git',
      ['-c', 'migration-gate.override=now', 'update-ref', '--stdin'],
      input,
    );
    expect(code).not.toBe(0);
    expect(records(repository)).toEqual([]);
  });
});
