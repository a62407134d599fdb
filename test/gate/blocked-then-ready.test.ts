import { describe, expect, it } from 'vitest';
import type { Repository } from '../support/repository.ts';
import { type Gated, gatedRepository, typeWhatIsPrinted } from './gated-repository.ts';

type Way = {
  readonly name: string;
  /** What leads up to it, while main is still free. */
  readonly before?: (repository: Repository) => Promise<unknown>;
  readonly command: readonly string[];
  readonly commands: readonly RegExp[];
  /** Git finishes a stopped operation instead of beginning it again. */
  readonly again?: readonly string[];
};

const diverge = (repository: Repository): Promise<string> =>
  repository.commit('Another on main', { 'README.md': 'main has moved\n' });

const WAYS: readonly Way[] = [
  {
    name: 'merge, fast-forward',
    command: ['merge', 'feature'],
    commands: [
      /^npx --no migration-gate apply feature$/,
      /^npx --no migration-gate deploy feature$/,
    ],
  },
  {
    name: 'merge, true',
    before: diverge,
    command: ['merge', '--no-edit', 'feature'],
    commands: [/ apply --merge feature$/, / deploy --merge feature$/],
  },
  {
    name: 'merge --no-ff --no-verify',
    command: ['merge', '--no-ff', '--no-verify', '--no-edit', 'feature'],
    commands: [/ apply feature$/, / deploy feature$/],
  },
  {
    name: 'rebase onto it',
    before: diverge,
    command: ['rebase', 'feature'],
    commands: [/ apply [0-9a-f]{40}$/, / deploy [0-9a-f]{40}$/],
  },
  {
    name: 'commit',
    before: (repository) => repository.gitOk('checkout', 'feature', '--', 'migrations'),
    command: ['commit', '--message', 'Customers'],
    commands: [/ apply --staged$/, / deploy --staged$/],
  },
  {
    name: 'commit -n',
    before: (repository) => repository.gitOk('checkout', 'feature', '--', 'migrations'),
    command: ['commit', '--no-verify', '--message', 'Customers, by hand'],
    commands: [/ apply [0-9a-f]{40}$/, / deploy [0-9a-f]{40}$/],
  },
  {
    name: 'branch -f from elsewhere',
    before: (repository) => repository.gitOk('switch', '--quiet', '--create', 'elsewhere'),
    command: ['branch', '--force', 'main', 'feature'],
    commands: [/ apply feature$/, / deploy feature$/],
  },
];

describe('an update of main that brings an undeployed migration', () => {
  it.each(WAYS)('$name: refused, and made ready by what the refusal prints', async (way) => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await way.before?.(repository);
    const main = await repository.gitOk('rev-parse', 'main');

    const refused = await repository.git(...way.command);

    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('001_create_customers.sql');
    expect(await repository.gitOk('rev-parse', 'main')).toBe(main);
    expect(await tables(gated)).toEqual({ local: 0, production: 0 });

    const typed = await typeWhatIsPrinted(
      repository,
      refused.stderr,
      way === WAYS[0] ? 'as-printed' : 'without-npx',
    );

    expect(typed).toHaveLength(way.commands.length);
    way.commands.forEach((pattern, i) => {
      expect(typed[i]).toMatch(pattern);
    });
    const passed = await repository.git(...(way.again ?? way.command));
    expect(passed).toMatchObject({ code: 0 });
    expect(await repository.gitOk('rev-parse', 'main')).not.toBe(main);
    expect(await tables(gated)).toEqual({ local: 1, production: 1 });
  });

  it('merge: leaves everything as it was, and says why', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const before = await repository.gitOk('status', '--porcelain=v2', '--branch', '--ignored');

    const { code, stderr } = await repository.git('merge', 'feature');

    expect(code).toBe(128);
    expect(await repository.gitOk('status', '--porcelain=v2', '--branch', '--ignored')).toBe(
      before,
    );
    const { host, port } = gated.local.server;
    const masked = stderr
      .replaceAll(`${host}:${port}/${gated.local.name}`, 'LOCAL')
      .replace(/127\.0\.0\.1:\d+\/\w+/, 'PRODUCTION')
      // The last line is git's own; each version words it otherwise.
      .replace(/^fatal: .*aborted by .*hook$/m, 'GIT ITSELF');
    expect(masked).toMatchSnapshot();
  });
});

describe('an update that brings nothing', () => {
  it('passes without node being started', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const broken = repository.with({ NODE_OPTIONS: '--require=/nowhere/at-all.js' });
    await repository.gitOk('switch', '--quiet', '--create', 'docs');
    await repository.commit('Docs', { 'docs/a.md': 'text\n' });
    await repository.gitOk('switch', '--quiet', 'main');

    expect(await broken.git('merge', 'docs')).toMatchObject({ code: 0 });
    expect(await broken.git('merge', 'feature')).not.toMatchObject({ code: 0 });
  });
});

async function tables({
  local,
  production,
}: Gated): Promise<{ local: number; production: number }> {
  const count = async (database: Gated['local']): Promise<number> =>
    (await database.query("SELECT 1 FROM pg_tables WHERE tablename = 'customers'")).length;
  return { local: await count(local), production: await count(production) };
}
