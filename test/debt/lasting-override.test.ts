import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gatedRepository } from '../gate/gated-repository.ts';
import { readLines, recorded, writeLines } from './recorded.ts';

/** `{"p":{},"n":{…}}` as direnv keeps it. */
const direnvDiff = (set: Record<string, string>): string =>
  deflateSync(JSON.stringify({ p: {}, n: set }))
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');

describe('an override that stays', () => {
  it('is ignored wherever it is left, and every place is named', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const file = (name: string): string => {
      const path = join(repository.path, '..', name);
      writeFileSync(path, `[migration-gate]\n  override = ${name}\n`);
      return path;
    };
    await repository.gitOk('config', 'migration-gate.override', 'local');
    await repository.gitOk('config', 'include.path', file('included'));
    await repository.gitOk('config', 'extensions.worktreeConfig', 'true');
    await repository.gitOk('config', '--worktree', 'Migration-Gate.Override', 'worktree');
    const left = repository.with({
      GIT_CONFIG_NOSYSTEM: '0',
      GIT_CONFIG_SYSTEM: file('system'),
      GIT_CONFIG_GLOBAL: file('global'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'MIGRATION-GATE.override',
      GIT_CONFIG_VALUE_0: 'counted',
      MIGRATION_GATE_OVERRIDE: 'direnv',
      DIRENV_DIFF: direnvDiff({ MIGRATION_GATE_OVERRIDE: 'direnv' }),
    });

    const refused = await left.git('-c', `include.path=${file('named')}`, 'merge', 'feature');

    expect(refused.code).not.toBe(0);
    expect(
      refused.stderr,
    ).toContain(`⚠️  OVERRIDE_IGNORED: migration-gate.override in the system git config is ignored:
    migration-gate.override in the global git config is ignored:
    migration-gate.override in the local git config is ignored:
    migration-gate.override in the worktree git config is ignored:
    migration-gate.override in ${join(repository.path, '..', 'named')} is ignored:
    migration-gate.override in GIT_CONFIG_COUNT is ignored:
    MIGRATION_GATE_OVERRIDE of direnv's file is ignored:
    an override is given for one command only.`);
    expect(recorded(repository, 'overrides')).toEqual([]);
    const merged = await left.git('-c', 'migration-gate.override=typed', 'merge', 'feature');
    expect(merged).toMatchObject({ code: 0 });
    expect(recorded(repository, 'overrides')).toMatchObject([{ reason: 'typed' }]);
  });

  it('is refused when it says nothing, and is recorded as one line that can be read', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const empty = [
      await repository.gate('verify', 'feature', '--override', ''),
      await repository.with({ MIGRATION_GATE_OVERRIDE: '' }).git('merge', 'feature'),
      await repository.git('-c', 'migration-gate.override=\u200b\n', 'merge', 'feature'),
    ];
    for (const { code, stderr } of empty) {
      expect(code).not.toBe(0);
      expect(stderr).toContain('An override needs a reason, and it is empty.');
    }
    expect(recorded(repository, 'overrides')).toEqual([]);

    const hostile = `a\u001b[2J\n\n✓ READY TO MERGE\t${'x'.repeat(10_000)}`;
    const merged = await repository.git(
      '-c',
      `migration-gate.override=${hostile}`,
      'merge',
      'feature',
    );
    expect(merged).toMatchObject({ code: 0 });
    expect(merged.stderr).not.toContain('\u001b');
    expect(merged.stderr).not.toMatch(/^✓ READY/m);
    const [{ reason = '' } = {}] = recorded(repository, 'overrides');
    expect(reason).toMatch(/^a\\x1b\[2J ✓ READY TO MERGE x{400,}…$/);
    expect([...reason]).toHaveLength(500);
  });

  it('written into the record by hand must at least be a record; what is printed is one line', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('-c', 'migration-gate.override=now', 'merge', '--quiet', 'feature');
    const [line = ''] = readLines(repository, 'overrides.jsonl');
    const record = JSON.parse(line);
    const forged = [
      { ...record, pairs: [{ name: '001_create_customers.sql', blob: '*' }] },
      { ...record, pairs: 'all' },
      { ...record, commit: 'HEAD' },
      { ...record, reason: '' },
      [],
    ];
    for (const one of forged) {
      writeLines(repository, 'overrides.jsonl', [line, JSON.stringify(one)]);
      const { code, stdout } = await repository.gate('verify');
      expect(code).toBe(2);
      expect(stdout).toContain('overrides.jsonl:2: this recorded override cannot be read');
    }
    const spoken = { ...record, reason: 'x\n\u001b[2J\n✓ READY TO MERGE' };
    writeLines(repository, 'overrides.jsonl', [JSON.stringify(spoken)]);
    const { stdout } = await repository.gate('verify');
    expect(stdout).toContain('OVERRIDDEN - x \\x1b[2J ✓ READY TO MERGE (1 migrations');
    expect(stdout).not.toMatch(/^\s*✓ READY/m);
  });
});
