import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/diagnosis.ts';
import { makeLeaseFolder, removeLease, writeLease } from '../../src/state/leases.ts';
import { writeOnCommit } from '../../src/state/on-commit.ts';
import { wideLines } from '../core/builders.ts';
import { masked } from '../gate/ask.ts';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import type { Repository } from '../support/repository.ts';
import { OFF } from './recorded.ts';

describe('doctor', () => {
  it('says of everything that it is well, in every worktree, and writes nothing', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const linked = await repository.worktree('a linked one', 'feature');
    const before = await contentsOf(gated);

    const well = await linked.gate('doctor');

    expect({ code: well.code, stderr: well.stderr }).toEqual({ code: 0, stderr: '' });
    expect(wideLines(well.stdout.replaceAll(/^ {4}\/.*$/gm, ''))).toEqual([]);
    expect(masked(well.stdout).replace(/git \d+\.\S+/, 'git VERSION')).toMatchInlineSnapshot(`
      "✓ git VERSION
      ✓ the hooks are live
          FOLDER/app
      ✓ the hooks are live
          FOLDER/a linked one
      ✓ the installed hooks are those of this version
      ✓ node starts, also in a graphical client
      ✓ migration-gate.json can be read
      ✓ gated: main
      ✓ pending migrations are audited, for locks too (squawk)
      ✓ .env is ignored by git, and private
          FOLDER/app/.env
      ⚠️  local answers: it has no ledger yet
          HOST/DATABASE
            npx --no --prefix 'FOLDER/app' migration-gate apply
      ✓ production answers, TLS verified: 0 migrations in its ledger
          HOST/DATABASE
      ✓ nothing is owed
      ✓ nothing is left over

      ⚠️  The gate stands; look at what is marked.
      "
    `);
    expect(await contentsOf(gated)).toEqual(before);
    expect(await repository.git('rev-parse', '--verify', '-q', PROBE)).toMatchObject({ code: 1 });
  });

  it('finds hooks that are dead in one worktree, and names what brings them back', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const linked = await repository.worktree('linked', 'feature');
    await repository.gitOk('config', 'extensions.worktreeConfig', 'true');
    await linked.gitOk('config', '--worktree', 'core.hooksPath', '/dev/null');
    const gone = await repository.worktree('gone', 'gone');
    rmSync(gone.path, { recursive: true });
    await repository.gitOk('branch', 'feature-2', 'feature');
    const locked = await repository.worktree('locked', 'feature-2');
    rmSync(locked.path, { recursive: true });

    const dead = await check(repository);

    expect(dead.code).toBe(1);
    expect(dead.wrong).toEqual([
      {
        area: 'hooks',
        mark: 'wrong',
        text: `the hooks are dead: this worktree has its own core.hooksPath\n${linked.path}`,
        fixes: [`git -C ${linked.path} config --worktree --unset core.hooksPath`],
      },
    ]);
    expect(dead.warnings).toContainEqual({
      area: 'left-overs',
      mark: 'warning',
      text: `a worktree was deleted, and never closed (gone)\n${gone.path}`,
      fixes: ['git worktree prune'],
    });
    expect(dead.warnings).toContainEqual({
      area: 'left-overs',
      mark: 'warning',
      text: `a worktree was deleted, and never closed (feature-2)\n${locked.path}`,
      fixes: [`git worktree unlock ${locked.path}`, 'git worktree prune'],
    });
    expect(await repository.git('rev-parse', '--verify', '-q', PROBE)).toMatchObject({ code: 1 });
    const lock = `git worktree unlock ${locked.path}`;
    for (const fix of [...(dead.wrong[0]?.fixes ?? []), lock, 'git worktree prune']) {
      expect(await repository.run('sh', ['-c', fix])).toMatchObject({ code: 0 });
    }

    // husky makes the path relative again: then a linked worktree has no hooks, silently.
    await repository.gitOk('config', 'core.hooksPath', '.husky/_');
    const relative = await check(repository);
    expect(relative.wrong.map(({ text }) => text)).toEqual([
      `the hooks are dead: there is no reference-transaction\n${linked.path}`,
    ]);
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0 });
    expect(await check(repository)).toMatchObject({ code: 0, wrong: [] });
  });

  it('finds hooks that cannot start, are old, or find no node', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const hook = join(repository.path, '.husky/_/reference-transaction');
    const files = join(repository.path, '.husky/_/migration-gate');
    chmodSync(hook, 0o644);
    appendFileSync(join(files, 'pre-push'), '# old\n');
    const texts = async (with_: Repository = repository): Promise<string[]> =>
      (await check(with_)).wrong.map(({ text, fixes }) => [text, ...fixes].join('\n'));

    expect(await texts()).toEqual([
      `the hooks are dead: the file is not executable\n${repository.path}\nchmod +x ${hook}`,
      'the installed hooks are not those of this version:\npre-push\nnpx --no migration-gate init --hooks',
    ]);
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0 });
    writeFileSync(join(files, 'installed'), "gate_node='/nowhere/node'\ngate_cli='/nowhere/cli'\n");
    expect(await texts()).toEqual([
      expect.stringMatching(
        /^node does not start in a graphical client:\nmigration-gate: it is no longer/,
      ),
    ]);
    rmSync(files, { recursive: true });
    expect(await texts()).toContainEqual(
      expect.stringMatching(/^a hook fails, .*\n.*\nmigration-gate: its hooks are gone/),
    );
    const off = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/dev/null',
    };
    expect(await texts(repository.with(off))).toContainEqual(
      `the hooks are dead: core.hooksPath is set in the environment\n${repository.path}\nunset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS`,
    );
  });

  it('finds what is wrong with .env, the targets, left-overs and debt', async () => {
    await using gated = await gatedRepository({ debt: { maxAgeDays: 0 } });
    const { repository, production } = gated;
    await repository.gitOk(...OFF, 'merge', '--quiet', 'feature');
    chmodSync(join(repository.path, '.env'), 0o644);
    writeFileSync(join(repository.path, '.git/index.lock'), '');
    const state = join(repository.path, '.git/migration-gate');
    const entry = { ref: 'refs/heads/main', oid: '1'.repeat(40), override: null, stamp: false };
    await writeOnCommit(state, entry);
    const [waiting = ''] = readdirSync(join(state, 'on-commit'));
    utimesSync(join(state, 'on-commit', waiting), 0, 0);
    await leaveLease(repository);
    await repository.gitOk('config', 'migration-gate.override', 'always');
    const odd = repository.with({
      LOCAL_DATABASE_URL: production.url,
      LOCAL_DATABASE_CA_CERT: production.server.caFile ?? '',
      MIGRATION_GATE_OVERRIDE: 'always',
    });

    const { wrong, warnings } = await check(odd);

    expect(wrong.map(({ text }) => masked(text))).toEqual([
      'an override is set in this shell: it passes every update',
      'local and production are the same database.\nHOST/DATABASE',
      expect.stringMatching(/^not deployed: 0 overridden, 1 past the hooks\n1 too old/),
      'the firewall of production is open for 8.8.4.4, left over from 2026-01-02 03:04 UTC',
    ]);
    expect(warnings.map(({ text }) => text)).toEqual([
      `.env can be read by everybody on this machine\n${join(repository.path, '.env')}`,
      expect.stringMatching(/^migration-gate.override in the local git config is ignored/),
      `an index.lock is there (main)\n${repository.path}`,
      'updates that were let go and never came are still waited for',
    ]);
    await repository.run('sh', ['-c', warnings.at(-1)?.fixes.join('\n') ?? '']);
    expect(existsSync(join(state, 'on-commit'))).toBe(false);

    rmSync(join(repository.path, '.git/index.lock'));
    await removeLease(join(repository.path, '.git/migration-gate'), '1f2e');
    repository.write('.gitignore', '');
    repository.write('migration-gate.json', '{');
    const bad = await check(repository.with({ MIGRATION_GATE_OVERRIDE: ' ' }));
    expect(bad.code).toBe(1);
    expect(bad.wrong.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^migration-gate\.json: /),
      expect.stringMatching(/^\.env is not ignored/),
      'an empty override is set: it refuses every update',
    ]);
    await repository.gitOk('add', '--force', '.env');
    const seed = 'psql postgres://ann:never-to-be-seen@db.example.com/app';
    repository.write('migration-gate.json', JSON.stringify({ rebuild: { seed } }));
    const { wrong: leaked } = await check(repository);
    const rotate = expect.stringContaining('Rotate what stood in it');
    expect(leaked).toContainEqual(
      expect.objectContaining({
        text: 'migration-gate.json holds a password or a token',
        fixes: [expect.any(String), rotate],
      }),
    );
    expect(leaked).toContainEqual(
      expect.objectContaining({
        text: expect.stringMatching(/^\.env is tracked by git/),
        fixes: expect.arrayContaining([rotate]),
      }),
    );
    expect(JSON.stringify(leaked)).not.toContain('never-to-be-seen');
    expect(existsSync(join(repository.path, '.env'))).toBe(true);
  });

  it('is usage outside a repository', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const outside = await repository.run('sh', [
      '-c',
      'cd / && exec "$0" "$1" doctor',
      process.execPath,
      join(process.cwd(), 'dist/cli.js'),
    ]);
    expect(outside).toMatchObject({ code: 2, stdout: '' });
    expect(outside.stderr).toContain('is not inside a git repository.');
  });
});

/** As a run that was killed leaves it. */
async function leaveLease({ path }: Repository): Promise<void> {
  const state = join(path, '.git/migration-gate');
  await makeLeaseFolder(state);
  await writeLease(state, {
    id: '1f2e',
    target: 'production',
    provider: 'digitalocean',
    cluster: 'a-cluster',
    ip: '8.8.4.4',
    label: 'migration-gate ann 1f2e until 2026-01-02T04:04:00Z',
    openedAt: '2026-01-02T03:04:00.000Z',
    until: '2026-01-02T04:04:00Z',
    held: false,
    receipt: null,
    close: null,
  });
}

const PROBE = 'refs/migration-gate/probe';

async function check(
  repository: Repository,
): Promise<{ code: number; wrong: Diagnosis[]; warnings: Diagnosis[] }> {
  const { code, stdout, stderr } = await repository.gate('doctor', '--json');
  expect(stderr).toBe('');
  const { version, checks } = JSON.parse(stdout) as { version: number; checks: Diagnosis[] };
  expect(version).toBe(1);
  const those = (mark: string): Diagnosis[] => checks.filter((one) => one.mark === mark);
  return { code, wrong: those('wrong'), warnings: those('warning') };
}

/** Every relation of both databases, and the rows of our tables. */
async function contentsOf({ local, production }: Gated): Promise<unknown> {
  const relations =
    "SELECT oid, relname FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace ORDER BY 1";
  const counts = 'SELECT (SELECT count(*) FROM migration_gate.audit) AS audit';
  return [
    await local.query(relations),
    await production.query(relations),
    await production.query(counts),
  ];
}
