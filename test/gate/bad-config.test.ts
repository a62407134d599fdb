import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockingCodes, reasonsOf, verifyJson } from './ask.ts';
import { readFootprint } from './footprint.ts';
import { type Gated, gatedRepository } from './gated-repository.ts';
import { propose } from './proposal.ts';

const FILE = 'migration-gate.json';

let gated: Gated;

beforeAll(async () => {
  gated = await gatedRepository();
});

afterAll(() => gated[Symbol.asyncDispose]());

describe('a migration-gate.json with', () => {
  it.each([
    ['a syntax error', (good: string) => good.replace('{', '{,')],
    ['an unknown key', (good: string) => good.replace('{', '{ "protected": ["main"],')],
    ['a bad value', (good: string) => good.replace('{', '{ "timeoutSeconds": "soon",')],
  ])('%s: stops commands with exit 2, and is not let onto main', async (what, spoil) => {
    const { repository } = gated;
    const bad = spoil(repository.read(FILE));
    const branch = await propose(repository, what.replaceAll(' ', '-'), () =>
      repository.write(FILE, bad),
    );
    const before = await readFootprint(gated);

    const merge = await repository.git('merge', branch);
    expect(await readFootprint(gated)).toEqual(before);
    repository.write(FILE, bad);
    const { code, report } = await verifyJson(repository, 'feature');
    const deploy = await repository.gate('deploy', 'feature', '--yes');
    await repository.gitOk('checkout', '--quiet', '--', FILE);

    expect(merge.code).not.toBe(0);
    expect(merge.stderr).toContain(`${FILE} of the incoming main`);
    expect([code, deploy.code]).toEqual([2, 2]);
    expect({ verdict: report.verdict, blocking: blockingCodes(report) }).toEqual({
      verdict: 'error',
      blocking: ['BAD_CONFIG'],
    });
    expect(report.reasons).toMatchSnapshot();
    expect(deploy.stderr).toContain(report.reasons[0]?.message);
  });

  it('a bad value on main itself: blocks all but what mends it', async () => {
    await using own = await gatedRepository();
    const { repository } = own;
    const good = repository.read(FILE);
    repository.write(FILE, good.replace('{', '{ "timeoutSeconds": "soon",'));
    const withoutHooks = ['-c', 'core.hooksPath=/dev/null'];
    await repository.gitOk(...withoutHooks, 'commit', '--quiet', '--all', '--message', 'Bad');

    const refused = await repository.git('merge', '--no-edit', 'feature');
    repository.write(FILE, good);
    const mended = await repository.git('commit', '--all', '--message', 'Mend it');
    const gatedAgain = await repository.git('merge', '--no-edit', 'feature');

    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('timeoutSeconds: expected number');
    expect(mended).toMatchObject({ code: 0 });
    expect(gatedAgain.code).not.toBe(0);
    expect(reasonsOf(gatedAgain.stderr)).toContain('PENDING: Not deployed to production');
  });
});
