import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Report } from '../../src/core/report.ts';
import { CLI, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { blockingCodes, verifyJson } from './ask.ts';
import { makesTable } from './deployed-repository.ts';
import { type Gated, gatedRepository, MIGRATION } from './gated-repository.ts';

const BLOCKED = ['PENDING local', 'PENDING production'];

let gated: Gated;
let repository: Repository;

beforeAll(async () => {
  gated = await gatedRepository();
  repository = gated.repository;
});

beforeEach(() => repository.gitOk('reset', '--quiet', '--hard', 'main'));

afterAll(() => gated[Symbol.asyncDispose]());

const parse = (name: string): Promise<string> => repository.gitOk('rev-parse', name);

describe('verify judges', () => {
  it('a branch', async () => {
    const { code, report } = await verifyJson(repository, 'feature');

    expect({ code, blocking: blockingCodes(report) }).toEqual({ code: 1, blocking: BLOCKED });
    expect(report.candidate).toEqual({
      commit: await parse('feature'),
      tree: await parse('feature^{tree}'),
      ref: 'refs/heads/feature',
    });
    expect(typed(report)).toEqual(['apply feature', 'deploy feature']);
  });

  it('HEAD, which the printed commands apply, and not the edited files', async () => {
    const linked = await repository.worktree('edited', 'feature');
    linked.write(MIGRATION, 'SELECT edited;\n');

    const { code, report } = await verifyJson(linked);

    expect({ code, blocking: blockingCodes(report) }).toEqual({ code: 1, blocking: BLOCKED });
    expect(report.candidate.commit).toBe(await parse('feature'));
    expect(typed(report)).toEqual(['apply HEAD', 'deploy HEAD']);
    await repository.gitOk('worktree', 'remove', '-f', '-f', linked.path);
  });

  it('a tree by its oid', async () => {
    const tree = await parse('feature^{tree}');

    const { code, report } = await verifyJson(repository, tree);

    expect({ code, blocking: blockingCodes(report) }).toEqual({ code: 1, blocking: BLOCKED });
    expect(report.candidate).toEqual({ commit: null, tree, ref: null });
    expect(typed(report)).toEqual([`apply ${tree}`, `deploy ${tree}`]);
  });

  it('the index, and neither HEAD nor the files', async () => {
    await repository.gitOk('checkout', 'feature', '--', MIGRATION);
    repository.write('migrations/002_not_added.sql', makesTable('002_not_added.sql', 't'));

    const { code, report } = await verifyJson(repository, '--staged');

    expect({ code, blocking: blockingCodes(report) }).toEqual({ code: 1, blocking: BLOCKED });
    expect(report.candidate).toEqual({
      commit: null,
      tree: await parse('feature^{tree}'),
      ref: null,
    });
    expect(report.reasons[0]?.migrations).toEqual(['001_create_customers.sql']);
    expect(typed(report)).toEqual(['apply --staged', 'deploy --staged']);
    expect(await verifyJson(repository)).toMatchObject({ code: 0, report: { verdict: 'ready' } });
    await repository.run('rm', ['migrations/002_not_added.sql']);
  });

  it('what a merge would give', async () => {
    await using tangent = await onTangent();

    const { code, report } = await verifyJson(tangent, '--merge', 'feature');

    expect({ code, blocking: blockingCodes(report) }).toEqual({ code: 1, blocking: BLOCKED });
    expect(typed(report)).toEqual(['apply --merge feature', 'deploy --merge feature']);
    const files = await repository.gitOk('ls-tree', '-r', '--name-only', report.candidate.tree);
    expect(files.split('\n')).toEqual(expect.arrayContaining([MIGRATION, 'tangent.md']));
  });

  it('no merge that has conflicts: exit 2', async () => {
    await using tangent = await onTangent();
    await tangent.commit('Otherwise', { [MIGRATION]: 'SELECT 1;\n' });

    const { code, stderr } = await tangent.gate('verify', '--merge', 'feature');

    expect(code).toBe(2);
    expect(stderr).toContain('merging feature into HEAD has conflicts');
    expect(stderr).toContain('What to type:');
  });
});

describe('verify works', () => {
  it("in a folder below the root, and in a linked worktree by the main one's .env", async () => {
    const worktree = await repository.worktree('linked', 'feature');
    worktree.write('docs/a.md', 'text\n');
    repository.write('docs/a.md', 'text\n');
    const below = { root: repository.path, linked: worktree.path };
    const run = (folder: string): ReturnType<Repository['run']> =>
      repository.run('sh', ['-c', `cd '${folder}/docs' && '${process.execPath}' '${CLI}' verify`]);

    const [inMain, inLinked] = [await run(below.root), await run(below.linked)];

    expect(inMain).toMatchObject({ code: 0, stderr: '' });
    expect(inLinked.code).toBe(1);
    expect(inLinked.stdout).toContain('Not deployed to production: 1 migration.');
    expect(inLinked.stdout).toMatch(/npx --no --prefix '.*\/app' migration-gate apply HEAD\n/);
    await repository.gitOk('worktree', 'remove', '-f', '-f', worktree.path);
  });

  it('with the exit code of its verdict, and as JSON that fits the shipped schema', async () => {
    const file = join(PACKAGE_ROOT, 'dist/schema/report.schema.json');
    const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')));
    const unconfigured = repository.with({ LOCAL_DATABASE_URL: 'no URL' });

    const reports = [
      await verifyJson(repository, 'main'),
      await verifyJson(repository, 'feature'),
      await verifyJson(unconfigured, 'feature'),
      await verifyJson(repository, 'feature', '--override', 'it cannot wait'),
    ];

    expect(reports.map(({ code, report }) => [code, report.verdict])).toEqual([
      [0, 'ready'],
      [1, 'blocked'],
      [2, 'error'],
      [0, 'overridden'],
    ]);
    for (const { report } of reports) expect(schema.parse(report)).toEqual(report);
    expect(schema.safeParse({ ...reports[0]?.report, more: 1 }).success).toBe(false);
  });
});

/** The printed commands, without what starts the tool. */
function typed({ reasons }: Report): string[] {
  const fixes = reasons.flatMap((reason) => reason.fixes);
  return fixes.map((fix) => fix.replace(/^npx .*migration-gate /, ''));
}

/** A linked worktree on a branch of its own that has left main; gone with the test. */
async function onTangent(): Promise<Repository> {
  const tangent = await repository.worktree('tangent', 'tangent');
  await tangent.commit('Tangent', { 'tangent.md': 'text\n' });
  const remove = async (): Promise<void> => {
    await repository.gitOk('worktree', 'remove', '-f', '-f', tangent.path);
    await repository.gitOk('branch', '--quiet', '-D', 'tangent');
  };
  return { ...tangent, [Symbol.asyncDispose]: remove };
}
