import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planRepeat, type Repeat } from '../../src/core/plan-repeat.ts';
import { openGit } from '../../src/git/git.ts';
import { readOperand, readOperation } from '../../src/git/read-operation.ts';
import { digestEnvironment } from '../../src/process/digest-environment.ts';
import { readRefused } from '../../src/state/read-refused.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import type { Repository } from '../support/repository.ts';
import { deployable } from './deployable.ts';
import { arrange, equip, recordOf, WAYS, type Way } from './refused-ways.ts';

/** All of them, to the end (a minute and a half): MIGRATION_GATE_TEST_WAYS=all. */
const ALL = process.env['MIGRATION_GATE_TEST_WAYS'] === 'all';
const WHOLE = WAYS.filter((way) => ALL || way.every === 'whole');
/** What is only looked at is quick: `npm run test:slow` looks at all. */
const LOOKED_AT = WAYS.filter((way) => ALL || LONG || way.every === 'plan');

describe('ready, after each way into main that is refused', () => {
  it('ends where the user wanted, exactly once', { timeout: 900_000 }, async ({ skip }) => {
    skip(!LONG && !ALL, TAKES_LONG);
    await using made = await deployable({ gated: true });
    const { repository } = made;
    await equip(repository);
    for (const [i, way] of WHOLE.entries()) {
      const file = await arrange(repository, i + 1, way.from);
      await refuse(repository, way);

      const ready = await repository.gate('ready', '--yes');

      expect(ready, `${way.name}: ${ready.stderr}`).toMatchObject({ code: 0 });
      expect(existsSync(recordOf(repository)), way.name).toBe(false);
      expect(await repository.gitOk('ls-files', '-u'), way.name).toBe('');
      const branch = way.branch ?? 'main';
      const moves = await repository.gitOk('rev-list', '--count', branch, '--', file);
      expect(moves, way.name).toBe(way.from === 'undone' ? '3' : '1');
      expect(await readOperation(openGit(repository.path)), way.name).toBe('none');
      await repository.git('worktree', 'remove', '--force', '../new tree');
      await repository.gitOk('checkout', '--quiet', '--force', 'main');
      if (way.branch) await repository.gitOk('branch', '--quiet', '-D', way.branch);
    }
  });

  it('knows what to do', { timeout: 120_000 }, async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    await equip(repository);
    for (const [i, from] of (['undone', 'ahead', 'beside'] as const).entries()) {
      await arrange(repository, i + 1, from);
      const main = await repository.gitOk('rev-parse', 'main');
      for (const way of LOOKED_AT.filter((way) => way.from === from)) {
        await refuse(repository, way);
        expect(shown(await planned(repository)), way.name).toEqual(expected(repository, way));
        await cleanUp(repository, main);
      }
    }
  });
});

async function refuse(repository: Repository, way: Way): Promise<void> {
  const { name, before, command, branch = 'main' } = way;
  if (before !== undefined) {
    const { code, stderr } = await repository.run('sh', ['-ec', before]);
    expect(code, `${name}: ${stderr}`).toBe(0);
  }
  const { code, stderr } = await repository.run('sh', ['-c', command]);
  expect(code, name).not.toBe(0);
  expect(stderr, name).toContain(`${branch} stays as it is`);
  expect(existsSync(recordOf(repository)), name).toBe(true);
}

/** What `ready` would do now. */
async function planned(repository: Repository): Promise<Repeat> {
  const git = openGit(repository.path);
  const operation = await readOperation(git);
  const of = await readOperand(git, operation);
  const environment = digestEnvironment(repository.env);
  const refused = await readRefused(join(repository.path, '.git', 'migration-gate'));
  if (refused === null) throw new Error('Nothing was refused.');
  return planRepeat(refused, { operation, of, environment });
}

/** Without the oids, which are others in each run. */
function shown(plan: Repeat): unknown {
  return JSON.parse(JSON.stringify(plan).replaceAll(/"[0-9a-f]{40}"/g, '"<oid>"'));
}

function expected(repository: Repository, way: Way): unknown {
  if (way.continues) return { kind: 'continue', args: ['git', way.continues, '--continue'] };
  return {
    kind: 'repeat',
    args: way.repeats ?? way.command.replace(/^cd \S+ && /, '').split(' '),
    folder: join(repository.path, way.folder ?? ''),
    before: (way.first ?? []).map((command) => command.split(' ')),
  };
}

async function cleanUp(repository: Repository, main: string): Promise<void> {
  const operations = ['rebase', 'am', 'cherry-pick', 'revert', 'merge'];
  const quit = operations.map((name) => `git ${name} --quit`).join('\n');
  const reset = `git symbolic-ref HEAD refs/heads/main && git reset -q --hard ${main} && git clean -fdq`;
  await repository.run('sh', ['-c', `${quit}\n${reset}`]);
  expect(await repository.gitOk('rev-parse', 'main')).toBe(main);
}
