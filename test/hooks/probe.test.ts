import { expect } from 'vitest';
import { testInEachShell } from './hooked-repository.ts';

const PROBE = 'refs/migration-gate/probe';

testInEachShell(
  'the probe of doctor is refused without node, and may be deleted',
  async (hooked) => {
    const { repository, unhooked } = hooked;
    const refused = await repository.git('update-ref', PROBE, 'HEAD');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('migration-gate: the hooks are live\n');
    await unhooked.gitOk('update-ref', PROBE, 'HEAD');
    expect(await repository.git('update-ref', '-d', PROBE)).toMatchObject({ code: 0 });
    const other = await repository.git('update-ref', `${PROBE}/other`, 'HEAD');
    expect(other).toMatchObject({ code: 0, stderr: '' });
    expect(hooked.calls()).toEqual([]);
    expect(hooked.gitProcesses()).toEqual([]);
  },
);
