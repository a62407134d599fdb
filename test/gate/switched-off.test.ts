import { describe, expect, it } from 'vitest';
import { summaryOf } from './ask.ts';
import { gatedRepository } from './gated-repository.ts';

describe('a target that is switched off is shown so, and not needed:', () => {
  it('local by the config', async () => {
    await using gated = await gatedRepository({
      targets: { local: false, production: { loopback: true } },
    });
    const { repository } = gated;

    const refused = await repository.git('merge', 'feature');
    const apply = await repository.gate('apply', 'feature');
    await repository.gate('deploy', 'feature', '--yes');

    expect(summaryOf(refused)).toEqual([
      'Local migrations:  –',
      'Production access: ✓',
      '',
      '✗ BLOCKED - 1 migrations not deployed to production',
    ]);
    expect(refused.stderr).not.toContain(' apply ');
    expect(apply).toMatchObject({ code: 2, stderr: expect.stringContaining('switched off') });
    expect(await repository.git('merge', 'feature')).toMatchObject({ code: 0 });
  });

  it('production before launch', async () => {
    await using gated = await gatedRepository({ targets: { production: false } });
    const { repository } = gated;

    const refused = await repository.git('merge', 'feature');
    await repository.gate('apply', 'feature');
    const verified = await repository.gate('verify', 'feature');

    expect(refused.code).not.toBe(0);
    expect(verified.code).toBe(0);
    expect(summaryOf(verified)).toEqual([
      'Local migrations:  ✓',
      'Production access: –',
      '',
      '✓ READY TO MERGE - Production is up to date',
    ]);
    expect(await repository.git('merge', 'feature')).toMatchObject({ code: 0 });
  });
});
