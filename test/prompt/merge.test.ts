import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerOf, statesOf, tablesOf } from '../deploy/deployable.ts';
import { makesTable } from '../gate/deployed-repository.ts';
import { readFootprint } from '../gate/footprint.ts';
import { type Gated, gatedRepository, MIGRATION, migrationText } from '../gate/gated-repository.ts';
import { propose } from '../gate/proposal.ts';
import { answers, count, locksOf, QUESTION } from './asked.ts';

const NAME = '001_create_customers.sql';
const READY = 'main: every migration it brings is applied and deployed.';

describe('a merge in a terminal', () => {
  let gated: Gated;
  beforeAll(async () => {
    gated = await gatedRepository();
  });
  afterAll(() => gated[Symbol.asyncDispose]());

  it.each([
    ['n', 'n\r'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is refused as ever after %s', async (_, send) => {
    const { repository } = gated;
    const before = await readFootprint(gated);
    const { code, output } = await repository.inTerminal(
      'git',
      ['merge', 'feature'],
      answers(send),
    );
    expect(code, output).toBe(128);
    expect(await readFootprint(gated)).toEqual(before);
    expect(locksOf(repository)).toEqual([]);
    const [above = '', below = ''] = output.split(QUESTION);
    expect(above).toContain('\nproduction  ');
    expect(above).toContain(`  pending     ${NAME}\n    adds table customers (1 column)\n`);
    expect(above).toContain('  npx --no migration-gate deploy feature\n');
    expect(below).toContain('migration-gate: main stays as it is; this update is refused.\n');
    expect(count(output, 'VERIFICATION SUMMARY')).toBe(1);
  });

  it('y deploys what was judged, and git goes on', async () => {
    const { repository, local, production } = gated;
    const config = repository.read('migration-gate.json');
    const { code, output } = await repository.inTerminal(
      'git',
      ['merge', 'feature'],
      answers('y\r'),
    );
    expect(code, output).toBe(0);
    expect(await repository.gitOk('rev-parse', 'main')).toBe(
      await repository.gitOk('rev-parse', 'feature'),
    );
    expect(output).toContain('Plan: run 1 migration on production');
    expect(output).toContain('Deployed 1: the one migration is on production');
    expect(count(output, READY)).toBe(1);
    expect([await tablesOf(local), await tablesOf(production)]).toEqual([
      ['customers'],
      ['customers'],
    ]);
    expect(await ledgerOf(production)).toMatchObject([
      {
        origin: 'deployed',
        branch: 'feature',
        commit: await repository.gitOk('rev-parse', 'main'),
      },
    ]);
    expect(repository.read('migration-gate.json')).toBe(config);
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });

  it('stays refused, with the report, where deploying fails', async () => {
    const { repository, production } = gated;
    const broken = await propose(repository, 'broken', () =>
      repository.write('migrations/002_b.sql', migrationText('002_b.sql', 'SELECT 1/0;')),
    );
    const { code, output } = await repository.inTerminal(
      'git',
      ['merge', broken],
      answers('yes\r'),
    );
    expect(code).toBe(128);
    expect(output).toContain('division by zero');
    expect(output).toContain('main stays as it is; this update is refused.');
    expect(count(output, 'VERIFICATION SUMMARY')).toBe(2);
    expect(await statesOf(production)).toEqual([`${NAME} applied`]);
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
    expect(await repository.gitOk('log', '--format=%s', 'main')).not.toContain('broken');
  });

  it('is not asked where deploying would not help', async () => {
    const { repository } = gated;
    const changed = await propose(repository, 'changed', () => {
      repository.write(MIGRATION, makesTable(NAME, 'clients'));
      repository.write('migrations/003_c.sql', makesTable('003_c.sql', 'c'));
    });
    const outside = await propose(repository, 'outside', () => {
      const sql = 'CREATE INDEX CONCURRENTLY i ON customers (id);';
      repository.write('migrations/004_d.sql', migrationText('004_d.sql', sql));
    });
    const results = [
      await repository.inTerminal('git', ['merge', changed]),
      await repository.inTerminal('git', ['merge', outside]),
    ];
    for (const { code, output } of results) {
      expect(code).toBe(128);
      expect(output).toContain('this update is refused.\n\n');
      expect(output).not.toContain(QUESTION);
    }
    const unreachable = repository.with({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' });
    const silent = await unreachable.inTerminal('git', ['merge', 'broken']);
    expect([silent.code, silent.output.includes(QUESTION)]).toEqual([128, false]);
  });
});

describe('while the question waits', () => {
  it('nothing is locked, others go on, and the definitive check judges again', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.commit('Diverged', { 'other.txt': 'other\n' });
    const there = await repository.worktree('beside', 'beside');
    const meanwhile = async (): Promise<string> => {
      expect(locksOf(repository).filter((file) => file !== 'ORIG_HEAD.lock')).toEqual([]);
      await there.commit('Meanwhile', { 'beside.txt': '1\n' });
      // The very branch: git does not hold it.
      const main = await repository.gitOk('rev-parse', 'main');
      const made = await repository.gitOk('commit-tree', '-p', 'main', '-m', 'x', 'main^{tree}');
      await repository.gitOk('update-ref', 'refs/heads/main', made);
      await repository.gitOk('update-ref', 'refs/heads/main', main);
      return 'y\r';
    };
    const args = ['merge', '--no-ff', '--no-edit', 'feature'];
    const { code, output } = await repository.inTerminal('git', args, answers(meanwhile));
    expect(code, output).toBe(0);
    expect(count(output, READY)).toBe(1);
    expect(await repository.gitOk('log', '--format=%s', '-1', 'beside')).toBe('Meanwhile');
    expect(await repository.gitOk('rev-parse', 'main^2')).toBe(
      await repository.gitOk('rev-parse', 'feature'),
    );
    expect(await ledgerOf(gated.production)).toMatchObject([{ branch: 'feature', commit: null }]);
  });

  it('what others stage or commit here is not lost: git is told to begin again', async () => {
    await using gated = await gatedRepository();
    const { repository, production } = gated;
    const stage = async (): Promise<string> => {
      repository.write('staged.txt', 'staged\n');
      await repository.gitOk('add', 'staged.txt');
      return 'y\r';
    };
    const { code, output } = await repository.inTerminal(
      'git',
      ['merge', 'feature'],
      answers(stage),
    );
    expect(code).toBe(128);
    expect(output).toContain('main or the index has changed since the question was asked');
    expect(await repository.gitOk('status', '--porcelain')).toBe('A  staged.txt');
    expect(await tablesOf(production)).toEqual([]);
  });

  it('the definitive check never asks: there the branch is locked', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const { code, output } = await repository.inTerminal('git', ['reset', '--hard', 'feature']);
    expect(code).toBe(128);
    expect(output).toContain('main stays as it is; this update is refused.');
    expect(output).not.toContain(QUESTION);
  });
});
