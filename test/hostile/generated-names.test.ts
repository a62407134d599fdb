import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nameCommit } from '../../src/commands/name-commit.ts';
import { renderWhat } from '../../src/commands/read-candidate.ts';
import { decodeName } from '../../src/core/decode-name.ts';
import { visible } from '../../src/core/visible.ts';
import { openGit } from '../../src/git/git.ts';
import { verifyJson } from '../gate/ask.ts';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import type { Repository } from '../support/repository.ts';
import { branchNames, commitFiles, hostileFiles, validBranches } from './names.ts';

/** `MIGRATION_GATE_TEST_NAMES=many` tries many lots; one holds 20 to 50 names. */
const numRuns = process.env['MIGRATION_GATE_TEST_NAMES'] === 'many' ? 25 : 1;
const options = { numRuns, endOnFailure: true };

let gated: Gated;
let repository: Repository;
beforeAll(async () => {
  gated = await gatedRepository();
  repository = gated.repository;
});
afterAll(() => gated[Symbol.asyncDispose]());

function expectNothingRan(): void {
  const folders = [
    '.',
    '..',
    '.git',
    '.git/hooks',
    '.husky',
    '.husky/_',
    '.husky/_/migration-gate',
  ];
  expect(folders.filter((folder) => existsSync(join(repository.path, folder, 'pwned')))).toEqual(
    [],
  );
}

/** No control or format character of a name in it, and whole characters alone. */
function expectReadable(text: string): void {
  expect(text.split('\n').filter((line) => visible(line) !== line)).toEqual([]);
}

it('files: each is named once and refused, in every hook and command', { timeout: 600_000 }, () =>
  fc.assert(
    fc.asyncProperty(hostileFiles, async (files) => {
      const commit = await commitFiles(repository, files);
      const names = files.map(({ name }) => decodeName(name));

      const { code, report } = await verifyJson(repository, commit);
      const invalid = report.reasons.filter((reason) => reason.code === 'INVALID_NAME');
      expect(code).toBe(1);
      expect(invalid.flatMap((reason) => reason.migrations).sort()).toEqual([...names].sort());
      const said = [(await repository.gate('verify', commit)).stdout];
      const deploy = await repository.gate('deploy', commit, '--yes');
      expect(deploy.stderr).toContain('Nothing was run on production');
      await repository.gitOk('read-tree', commit);
      for (const args of [
        ['merge', '--no-edit', commit],
        ['update-ref', 'refs/heads/main', commit],
        ['rebase', commit],
        ['push', '.', `${commit}:refs/heads/main`],
        ['commit', '-m', 'Hostile'],
      ]) {
        const index = args[0] === 'commit' ? commit : 'main';
        await repository.gitOk('read-tree', index);
        const result = await repository.git(...args);
        expect(result.code, args.join(' ')).not.toBe(0);
        said.push(result.stderr);
      }
      await repository.gitOk('read-tree', 'main');
      for (const text of said) {
        expectReadable(text);
        const lines = text.split('\n').filter((line) => line.startsWith('✗ INVALID_NAME: '));
        expect(lines).toHaveLength(names.length);
        for (const name of names) {
          const start = `✗ INVALID_NAME: ${visible(name)} `;
          expect(lines.filter((line) => line.startsWith(start))).not.toEqual([]);
        }
      }
      expectReadable(deploy.stderr);
      expectNothingRan();
    }),
    options,
  ),
);

it('branches: every printed command names what was refused', { timeout: 600_000 }, () =>
  fc.assert(
    fc.asyncProperty(branchNames, async (given) => {
      const names = await validBranches(repository, given);
      expect(names.length).toBeGreaterThan(5);
      const tree = await repository.gitOk('rev-parse', 'feature^{tree}');
      const script = `for i in $(seq ${names.length}); do git commit-tree -p main -m $i ${tree}; done`;
      const commits = (await repository.run('sh', ['-c', script])).stdout.split('\n');
      const lines = names.map((name, i) => `create refs/heads/${name} ${commits[i]}\n`);
      // A tag of that name is what git takes the short name for.
      lines.push(`create refs/tags/${names[0]} main\n`);
      const update = ['update-ref', '--stdin'];
      expect(await repository.run('git', update, lines.join(''))).toMatchObject({ code: 0 });

      const git = openGit(repository.path);
      const words = await Promise.all(
        names.map(async (_, i) => renderWhat(await nameCommit(git, commits[i] ?? '', ''))),
      );
      for (const word of words) expectReadable(word);
      const asked = words.map((word) => `git rev-parse --verify --end-of-options ${word}`);
      const answer = await repository.run('sh', ['-c', asked.join('\n')]);
      expect(answer.stdout.split('\n').slice(0, -1)).toEqual(commits.slice(0, names.length));

      await expectRefusedBy(names[0] ?? '', commits[0] ?? '');
      expectNothingRan();
      const back = names.map((name) => `delete refs/heads/${name}\n`);
      back.push(`delete refs/tags/${names[0]}\n`);
      expect(await repository.run('git', update, back.join(''))).toMatchObject({ code: 0 });
    }),
    options,
  ),
);

/** Merges it, and gives what the refusal prints to a npx that only writes down its words. */
async function expectRefusedBy(name: string, commit: string): Promise<void> {
  const { code, stderr } = await repository.git('merge', `refs/heads/${name}`);
  expect(code).toBe(128);
  expectReadable(stderr);
  const typed = [...stderr.matchAll(/^ {2}(npx .*)$/gm)].map(([, command]) => command ?? '');
  expect(typed).toHaveLength(2);
  const bin = join(dirname(repository.path), 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nprintf '%s\\0' "$@" >>'${bin}/words'\n`);
  chmodSync(join(bin, 'npx'), 0o755);
  rmSync(join(bin, 'words'), { force: true });
  const there = repository.with({ PATH: `${bin}:${repository.env['PATH']}` });
  await there.run('sh', ['-c', typed.join('\n')]);
  const words = readFileSync(join(bin, 'words'), 'utf8').split('\0');
  for (const command of ['apply', 'deploy']) {
    expect(words.splice(0, 3)).toEqual(['--no', 'migration-gate', command]);
    expect(await repository.gitOk('rev-parse', '--end-of-options', words.shift() ?? '')).toContain(
      commit,
    );
  }
}
