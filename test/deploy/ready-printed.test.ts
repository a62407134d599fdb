import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Left, planRepeat } from '../../src/core/plan-repeat.ts';
import { digestEnvironment } from '../../src/process/digest-environment.ts';
import { readRefused } from '../../src/state/read-refused.ts';
import type { Repository } from '../support/repository.ts';
import { deployable } from './deployable.ts';
import { arrange, equip, recordOf } from './refused-ways.ts';

type Printed = { readonly name: string; readonly command: string; readonly says: string };

const AT_ROOT = '  cd -- ROOT &&';
const NOTHING = 'Ready. Repeat your git command.\n';

const PRINTED: readonly Printed[] = [
  {
    name: 'its message came from standard input',
    command: 'git checkout -q f -- migrations; echo message | git commit -q -F -',
    says: `Ready. Repeat your git command. It reads its standard input.\n${AT_ROOT} git commit -q -F -\n`,
  },
  {
    name: 'an alias reads it',
    command: 'echo "update refs/heads/main f" | git refs',
    says: `Ready. Repeat your git command. It reads its standard input.\n${AT_ROOT} git refs\n`,
  },
  {
    name: 'the repository was named',
    command: 'git --git-dir=.git merge f',
    says: 'Ready. Repeat your git command. Where it was given could not be told.\n  git --git-dir=.git merge f\n',
  },
  {
    name: 'the environment set the author',
    command: `cd docs && GIT_AUTHOR_NAME=Jörg git merge --no-ff f`,
    says: 'Ready. Repeat your git command. GIT_AUTHOR_NAME was different for it.\n  cd -- ROOT/docs && git merge --no-ff f\n',
  },
  {
    name: 'the refusal moved ORIG_HEAD',
    command: 'git update-ref ORIG_HEAD f; git reset -q --hard ORIG_HEAD',
    says: `Ready. Repeat your git command. ORIG_HEAD is another commit by now.\n${AT_ROOT} git reset -q --hard ORIG_HEAD\n`,
  },
  {
    name: 'a hook gave it; the commit above it is done',
    command:
      'git checkout -q f && echo "git push -q . HEAD:main" >.husky/post-commit &&' +
      ' git commit -q --allow-empty -m Done',
    says: `Ready. Repeat your git command. GIT_* was different for it.\n${AT_ROOT} git push -q . HEAD:main\n`,
  },
  {
    name: 'a word is not UTF-8',
    command: 'git merge --no-ff -m "$(printf \'a\\377b\')" f',
    says: NOTHING,
  },
];

describe('ready, where the refused command cannot be repeated', () => {
  it('prints what it knows', { timeout: 60_000 }, async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    await equip(repository);
    await repository.gitOk('config', 'alias.refs', '!git update-ref --stdin');
    await arrange(repository, 1, 'ahead');
    const main = await repository.gitOk('rev-parse', 'main');
    for (const { name, command, says } of PRINTED) {
      await repository.run('sh', ['-c', command]);

      expect(await planned(repository), name).toEqual({ kind: 'print', text: says });
      await repository.run('sh', ['-c', `git checkout -qf main; git reset -q --hard ${main}`]);
    }
    // It is the last one that counts: here one that is refused before there is a verdict.
    const noReason = await repository.git('-c', 'migration-gate.override=', 'merge', 'f');
    expect(noReason.stderr).toContain('An override needs a reason');
    expect(existsSync(recordOf(repository))).toBe(false);
  });
});

/** What `ready` would do now, with a word for the folder of the test. */
async function planned(repository: Repository): Promise<unknown> {
  const refused = await readRefused(join(repository.path, '.git', 'migration-gate'));
  const now = {
    operation: 'none',
    of: null,
    environment: digestEnvironment(repository.env),
  } as const;
  const plan = planRepeat(refused as Left, now);
  // Which variable git sets first for a hook is git's own affair.
  const text = JSON.stringify(plan).replace(/GIT_(AUTHOR_DATE|EDITOR|INDEX_FILE)/, 'GIT_*');
  return JSON.parse(text.replaceAll(repository.path, 'ROOT'));
}
