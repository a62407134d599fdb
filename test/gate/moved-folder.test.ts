import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { masked, reasonsOf } from './ask.ts';
import { deployedRepository, makesTable } from './deployed-repository.ts';
import { type Footprint, readFootprint } from './footprint.ts';
import { type Gated, MIGRATION, typeWhatIsPrinted } from './gated-repository.ts';
import { propose } from './proposal.ts';

const NAME = '001_create_customers.sql';
const MOVED = `database/migrations/${NAME}`;
const FURTHER = 'database/migrations/002_create_orders.sql';

let gated: Gated;
let untouched: Footprint;

beforeAll(async () => {
  gated = await deployedRepository({ protect: ['main', 'release/*'] });
  untouched = await readFootprint(gated);
});

afterAll(() => gated[Symbol.asyncDispose]());

/** Ways to lose what ran; each is refused with its own words. */
const LOST: readonly (readonly [string, () => unknown])[] = [
  [
    'it moves and is edited on the way',
    async () => {
      const ran = await moveFolder();
      gated.repository.write(MOVED, ran.replace('bigint', 'integer'));
    },
  ],
  [
    'its copy in the new folder is another one',
    async () => {
      const ran = await moveFolder();
      gated.repository.write(MIGRATION, ran);
      gated.repository.write(MOVED, ran.replace('bigint', 'integer'));
    },
  ],
  [
    'the config moves and the file goes nowhere',
    async () => {
      await moveFolder();
      await gated.repository.gitOk('rm', '--quiet', '--force', MOVED);
      gated.repository.write('database/migrations/002_other.sql', makesTable('002_other.sql', 't'));
    },
  ],
  ['the folder is emptied', () => removeFolder()],
  [
    'the folder becomes a file',
    () => {
      removeFolder();
      gated.repository.write('migrations', 'none\n');
    },
  ],
  [
    'the folder becomes a symbolic link',
    () => {
      const path = join(gated.repository.path, 'migrations');
      removeFolder();
      mkdirSync(join(gated.repository.path, 'elsewhere'));
      symlinkSync('elsewhere', path);
    },
  ],
  [
    'the folder becomes a submodule',
    async () => {
      const { repository } = gated;
      await repository.gitOk('rm', '-r', '--quiet', 'migrations');
      const head = await repository.gitOk('rev-parse', 'HEAD');
      const entry = `160000,${head},migrations`;
      await repository.gitOk('update-index', '--add', '--cacheinfo', entry);
      mkdirSync(join(repository.path, 'migrations'), { recursive: true });
      await repository.run('cp', ['-R', '.git', 'migrations/.git']);
    },
  ],
];

describe('what ran is not lost: INVALID_FOLDER when', () => {
  it.each(LOST)('%s', async (what, change) => {
    const { repository } = gated;
    const branch = await propose(repository, what.replaceAll(' ', '-'), change);
    rmSync(join(repository.path, 'migrations/.git'), { recursive: true, force: true });

    const merge = await repository.git('merge', branch);

    expect(merge.code).not.toBe(0);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    const { status, local, production } = await readFootprint(gated);
    expect({ status, local, production }).toEqual({
      status: untouched.status,
      local: untouched.local,
      production: untouched.production,
    });
  });
});

describe('a folder that moves', () => {
  it('with all its files unchanged: passes', async () => {
    const { repository } = gated;
    const branch = await propose(repository, 'move', () => moveFolder());
    await repository.gitOk('switch', '--quiet', '--create', 'release/1', 'main');

    const merge = await repository.git('merge', branch);
    const { code, stdout } = await repository.gate('verify');
    await repository.gitOk('switch', '--quiet', 'main');

    expect(merge).toMatchObject({ code: 0 });
    expect(code).toBe(0);
    expect(masked(stdout)).toContain('production  HOST/DATABASE: 1 applied\n');
  });

  it('with a new migration: is refused, and made ready by what the refusal prints', async () => {
    const { repository } = gated;
    const branch = await propose(repository, 'more', async () => {
      await moveFolder();
      repository.write(FURTHER, makesTable(FURTHER, 'orders'));
    });

    await repository.gitOk('switch', '--quiet', '--create', 'release/2', 'main');
    const refused = await repository.git('merge', branch);
    await typeWhatIsPrinted(repository, refused.stderr);
    const merge = await repository.git('merge', branch);
    await repository.gitOk('switch', '--quiet', 'main');

    expect(refused.code).not.toBe(0);
    expect(reasonsOf(refused.stderr)).toMatchSnapshot();
    expect(merge).toMatchObject({ code: 0 });
  });
});

/** Moves the migration, and lets the config name the new folder; the text that ran. */
async function moveFolder(): Promise<string> {
  const { repository } = gated;
  const config = JSON.parse(repository.read('migration-gate.json'));
  const moved = { ...config, migrations: 'database/migrations' };
  repository.write('migration-gate.json', `${JSON.stringify(moved, null, 2)}\n`);
  mkdirSync(join(repository.path, 'database/migrations'), { recursive: true });
  await repository.gitOk('mv', MIGRATION, MOVED);
  return repository.read(MOVED);
}

function removeFolder(): void {
  rmSync(join(gated.repository.path, 'migrations'), { recursive: true });
}
