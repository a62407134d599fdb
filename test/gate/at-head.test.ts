import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AtHead, readRepository, readRepositoryAtHead } from '../../src/git/repository.ts';
import { resolveTreeish } from '../../src/git/resolve-revision.ts';
import { freshRepository, type Repository } from '../support/repository.ts';

/** Where a check may begin, and whether git has to be asked about the `.env`, or HEAD, again. */
type Place = { folder: string; asked: boolean; headAgain?: boolean };

const PLACES: Record<string, (made: Repository) => Promise<Place>> = {
  'with a .env that is ignored': async ({ path, write }) => {
    write('.env', 'A=1\n');
    return { folder: path, asked: false };
  },
  'without a .env': async ({ path }) => ({ folder: path, asked: false }),
  'with a .env that is tracked': async (made) => {
    writeFileSync(join(made.path, '.env'), 'A=1\n');
    await made.gitOk('add', '--force', '.env');
    return { folder: made.path, asked: true };
  },
  'with a .env in conflict': async (made) => {
    await conflict(made, '.env');
    return { folder: made.path, asked: true, headAgain: true };
  },
  'in a folder below': async (made) => {
    mkdirSync(join(made.path, 'below'));
    return { folder: join(made.path, 'below'), asked: false };
  },
  'in a linked worktree': async (made) => {
    const linked = await made.worktree('linked', 'feature');
    return { folder: linked.path, asked: false };
  },
  'on a detached HEAD': async (made) => {
    await made.gitOk('checkout', '--quiet', '--detach');
    return { folder: made.path, asked: false };
  },
};

test.each(Object.entries(PLACES))(
  'the repository and HEAD at once, %s: as one by one',
  async (_, make) => {
    await using made = await freshRepository();
    const { folder, asked, headAgain = false } = await make(made);
    const { repository, head } = await readRepositoryAtHead(folder);
    const { git, envIsUntracked = false, ...places } = repository;
    const { git: _git, ...expected } = await readRepository(folder);
    expect(places).toEqual(expected);
    expect(head).toEqual(headAgain ? null : await resolveTreeish(git, 'HEAD'));
    expect(envIsUntracked).toBe(!asked);
  },
);

test('where HEAD is unborn, in a bare one, and below a name of two lines: HEAD is asked again', async () => {
  await using made = await freshRepository();
  await made.gitOk('clone', '--quiet', '--bare', '.', '../bare.git');
  await made.gitOk('clone', '--quiet', '.', '../two\nlines');
  await made.gitOk('checkout', '--quiet', '--orphan', 'unborn');
  for (const name of ['app', 'bare.git', 'two\nlines']) {
    const folder = join(made.path, '..', name);
    const { repository, head }: AtHead = await readRepositoryAtHead(folder);
    const { git: _git, ...places } = repository;
    const { git: _other, ...expected } = await readRepository(folder);
    expect(head).toBeNull();
    expect(places).toEqual(expected);
  }
});

test('outside of a repository it says so', async () => {
  await using made = await freshRepository();
  const folder = join(made.path, '../home');
  await expect(readRepositoryAtHead(folder)).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY' });
});

/** Two branches that both add the file. */
async function conflict(made: Repository, file: string): Promise<void> {
  for (const branch of ['one', 'two']) {
    await made.gitOk('checkout', '--quiet', '-b', branch, 'main');
    writeFileSync(join(made.path, file), `A=${branch}\n`);
    await made.gitOk('add', '--force', file);
    await made.gitOk('commit', '--quiet', '--message', branch);
  }
  expect((await made.git('merge', 'one')).code).toBe(1);
}
