import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployable } from '../deploy/deployable.ts';

test('a check of what is applied everywhere starts git four times, and reads no file', async () => {
  await using scene = await deployable({
    migrations: { '001_a.sql': 'CREATE TABLE a ();', '002_b.sql': 'CREATE TABLE b ();' },
  });
  const { repository } = scene;
  expect((await repository.gate('apply', '--yes')).code).toBe(0);
  expect((await repository.gate('deploy', 'HEAD', '--yes')).code).toBe(0);
  // Where the working tree's config is HEAD's, git is not asked for it.
  await repository.commit('Pin production');
  const [log, shim] = [join(repository.path, '..', 'asked'), join(repository.path, '..', 'shim')];
  repository.write(
    '../shim/git',
    `#!/bin/sh\necho "$LC_ALL $*" >>'${log}'\nPATH=\${PATH#*:} exec git "$@"\n`,
  );
  chmodSync(join(shim, 'git'), 0o755);
  const PATH = `${shim}:${repository.env['PATH']}`;
  const watched = repository.with({ PATH, LC_ALL: 'de_DE.UTF-8' });
  const { code, stderr } = await watched.gate('verify');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(existsSync(log)).toBe(true);
  const words = readFileSync(log, 'utf8').trim().split('\n');
  // What it says is read, so it must not say it in the user's language.
  expect(words.filter((line) => !line.startsWith('C '))).toEqual([]);
  const commands = words.map((line) => line.replace(/^.*--literal-pathspecs /, '').split(' ')[0]);
  expect(commands.toSorted()).toEqual(['config', 'for-each-ref', 'ls-tree', 'rev-parse']);
});
