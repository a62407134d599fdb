import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../support/repository.ts';
import { FOLDER } from './history.ts';
import type { Hooked } from './hooked-repository.ts';
import { writeProgram } from './installed-hooks.ts';

export const MORE = `${FOLDER}/009_more.sql`;

/** With `git-merge-adds` in PATH, which `git merge -s adds` runs: whatever it merges, a migration. */
export async function withStrategyThatAdds({ root, repository }: Hooked): Promise<Repository> {
  const folder = join(root, '..', 'strategies');
  mkdirSync(folder);
  const oid = await repository.gitOk('hash-object', '-w', `${FOLDER}/001_a.sql`);
  const add = `git update-index --add --cacheinfo '100644,${oid},${MORE}'`;
  writeProgram(join(folder, 'git-merge-adds'), `#!/bin/sh\n${add}\n`);
  return repository.with({ PATH: `${folder}:${repository.env['PATH']}` });
}
