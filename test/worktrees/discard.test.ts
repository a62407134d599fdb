import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployable, masked } from '../deploy/deployable.ts';
import { locksOf, migration } from './guarded-repository.ts';

const DISCARD = ['worktree', 'close', '../feature', '--discard', '--reason'];

describe('worktree close --discard', () => {
  it('deploys nothing, keeps the branch, and records who and why', async () => {
    await using made = await deployable({ gated: true });
    const { repository, production } = made;
    const tree = await repository.worktree('feature', 'feature');
    const commit = await tree.commit('A', migration('001_a'));
    const blob = await tree.gitOk('rev-parse', 'HEAD:migrations/001_a.sql');
    // What is applied locally may be thrown away.
    expect(await tree.gate('apply')).toMatchObject({ code: 0 });

    for (const args of [['--discard'], ['--discard', '--reason', ' '], ['--reason', 'why']]) {
      const unreasoned = await repository.gate('worktree', 'close', '../feature', ...args);
      expect(unreasoned).toMatchObject({ code: 2, stdout: '' });
      expect(unreasoned.stderr).toMatch(/--discard needs a reason|--reason is for --discard/);
    }
    tree.write('untracked', '');
    const dirty = await repository.gate(...DISCARD, 'why');
    expect(dirty.code).toBe(1);
    expect(dirty.stderr).toContain('contains modified or untracked files\n');
    await tree.run('rm', ['untracked']);
    expect(Object.keys(await locksOf(repository))).toEqual(['feature']);

    const done = await repository.gate(...DISCARD, ' a dead end ');

    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toBe(
      `Closed ${tree.path}\nNothing was deployed. Its work stays on the branch feature.\n`,
    );
    expect(existsSync(tree.path)).toBe(false);
    expect(await repository.gitOk('rev-parse', 'feature')).toBe(commit);
    const file = join(repository.path, '.git/migration-gate/discards.jsonl');
    expect(
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        by: 'Ann Author <ann@example.com>',
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        reason: 'a dead end',
        worktree: tree.path,
        ref: 'refs/heads/feature',
        commit,
        pairs: [{ name: '001_a.sql', blob }],
      },
    ]);
    const rows = await production.query('SELECT FROM migration_gate.ledger');
    expect(rows).toEqual([]);
    expect(await repository.gate(...DISCARD, 'again')).toMatchObject({ code: 0 });
  });

  it('is refused while production has its migrations, whatever their content', async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    const tree = await repository.worktree('feature', 'feature');
    await tree.commit('A and B', { ...migration('001_a'), ...migration('002_b') });
    expect(await tree.gate('apply')).toMatchObject({ code: 0 });
    expect(await tree.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    await tree.commit('Edit A', { 'migrations/001_a.sql': 'SELECT 1;\n' });

    const refused = await repository.gate(...DISCARD, "it's old");

    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(shown(refused.stderr, tree.path, repository.path)).toMatchInlineSnapshot(`
      "PATH stays as it is.
      ✗ Some of its migrations are deployed, so their files are needed:
          production: 001_a.sql (modified)
          production: 002_b.sql (applied)
      What to type:
        npx --no --prefix 'MAIN' migration-gate worktree close PATH
      "
    `);
    expect(existsSync(tree.path)).toBe(true);
  });

  it('is refused while production cannot be asked, unless nothing is brought', async () => {
    await using made = await deployable({ gated: true });
    const { repository, local } = made;
    const tree = await repository.worktree('feature', 'feature');
    await tree.commit('A', migration('001_a'));
    // A plain close of what brings nothing asks nobody, either.
    const plain = await repository.worktree('plain', 'plain');
    const away = repository.with({
      DATABASE_URL: `postgres://ann@127.0.0.1:1/shop`,
      LOCAL_DATABASE_URL: local.url,
    });

    const refused = await away.gate(...DISCARD, "it's old");

    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(shown(masked(refused.stderr, made), tree.path, repository.path)).toMatchInlineSnapshot(`
      "PATH stays as it is.
      ✗ Nobody can say whether it is deployed somewhere.
          127.0.0.1:1 refuses connections:
          nothing listens there, or a firewall says no (ECONNREFUSED).
      What to type:
        npx --no --prefix 'MAIN' migration-gate verify feature
        npx --no --prefix 'MAIN' migration-gate worktree close PATH --discard --reason 'it'\\''s old'
        or, past the gate: git worktree remove -f -f PATH
      "
    `);
    expect(Object.keys(await locksOf(repository))).toEqual(['feature']);

    const closed = await away.gate('worktree', 'close', plain.path);
    expect(closed).toMatchObject({ code: 0, stdout: `Closed ${plain.path}\n`, stderr: '' });
    await tree.gitOk('reset', '--quiet', '--hard', 'main');
    expect(await away.gate(...DISCARD, 'old')).toMatchObject({ code: 0, stderr: '' });
  });
});

function shown(text: string, tree: string, main: string): string {
  return text.replaceAll(tree, 'PATH').replaceAll(main, 'MAIN');
}
