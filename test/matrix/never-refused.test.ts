import { beforeAll, describe, expect, it } from 'vitest';
import { copyRepository } from '../support/copy-repository.ts';
import type { Repository } from '../support/repository.ts';
import { takeDatabasesAway, watchNode } from './cell.ts';
import { NEVER, type Never } from './never.ts';
import { matrixTemplate, type Template } from './template.ts';

let template: Template;
beforeAll(async () => {
  ({ template } = await matrixTemplate());
});

describe('never refused', () => {
  for (const never of NEVER) {
    it(never.name, async ({ task }) => {
      await using repository = copyRepository(template.root);
      const wasStarted = takeAway(repository, never);

      const { code, stdout, stderr } = await repository.run('sh', ['-eu', '-c', strict(never)]);

      expect({ code, output: `${stdout}${stderr}` }).toMatchObject({ code: 0 });
      expect(stderr).not.toContain('migration-gate');
      expect(wasStarted()).toBe(false);
      const missing = never.without === 'databases' ? 'no database' : 'node not started';
      task.meta.neverRefused = `${never.name}; ${missing}`;
    });
  }
});

function takeAway(repository: Repository, { without = 'node' }: Never): () => boolean {
  if (without === 'node') return watchNode(repository);
  takeDatabasesAway(repository);
  return () => false;
}

/** `sh -e` does not mind a command after `!` that succeeds. */
function strict({ script }: Never): string {
  return script.replaceAll(/^! (.+)$/gm, 'if $1; then exit 99; fi');
}
