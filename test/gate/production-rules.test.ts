import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockingCodes, masked, reasonsOf, verifyJson } from './ask.ts';
import { type Gated, gatedRepository } from './gated-repository.ts';
import { environmentOf } from './target-environment.ts';

let gated: Gated;

beforeAll(async () => {
  gated = await gatedRepository({ targets: { production: {} } });
});

afterAll(() => gated[Symbol.asyncDispose]());

type Rule = readonly [name: string, differs: Record<string, string>];

const REFUSED: readonly Rule[] = [
  ['on this machine, without loopback', {}],
  ['embedded, without demo', { DATABASE_URL: 'pglite:.pglite/production' }],
  [
    'with an sslmode that allows plain text',
    { DATABASE_URL: 'postgres://app@db.example.com/app?sslmode=disable' },
  ],
];

describe('a production is refused, by commands and by hooks,', () => {
  it.each(REFUSED)('%s', async (_, differs) => {
    const repository = gated.repository.with({ ...environmentOf(gated), ...differs });

    const { code, report } = await verifyJson(repository, 'feature');
    const merge = await repository.git('merge', 'feature');

    expect({ code, blocking: blockingCodes(report) }).toMatchSnapshot();
    expect(merge.code).not.toBe(0);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });
});

describe('what weakens the check is shown in every report', () => {
  it('TLS that is not verified, a database that is not pinned', async () => {
    const repository = gated.repository.with({ ...environmentOf(gated), DATABASE_CA_CERT: '' });
    const production = { loopback: true, tls: 'insecure-no-verify' };
    repository.write('migration-gate.json', JSON.stringify({ targets: { production } }));

    const { code, stdout } = await repository.gate('verify', 'feature', '--target', 'production');
    await repository.gitOk('checkout', '--quiet', '--', 'migration-gate.json');

    expect(code).toBe(1);
    expect(masked(stdout)).toContain(
      'production  HOST/DATABASE (not pinned, TLS not verified): 0 applied, 1 pending',
    );
  });
});
