import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUnattended } from '../../src/core/unattended.ts';
import { tablesOf } from '../deploy/deployable.ts';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import { answers, QUESTION } from './asked.ts';

let gated: Gated;
beforeAll(async () => {
  gated = await gatedRepository();
});
afterAll(() => gated[Symbol.asyncDispose]());

describe('nobody is asked', () => {
  it.each([
    ['in CI', { CI: 'true' }, 'git merge feature'],
    [
      'where the question would not be seen',
      {},
      'git merge feature 2>log; code=$?; cat log; exit $code',
    ],
    // Job control: a group of its own, which is stopped when it reads the terminal.
    ['in the background', {}, 'set -m; git merge feature & wait $!'],
    ['without a terminal', {}, 'setsid -w git merge feature'],
  ])('%s', async (_, env, command) => {
    const repository = gated.repository.with(env);
    const { code, output } = await repository.inTerminal('sh', ['-c', command]);
    expect(code, output).toBe(128);
    expect(output).toContain('main stays as it is; this update is refused.\n\n');
    expect(output).not.toContain(QUESTION);
  });
});

it('an editor that shows the terminal, but has no stdin, asks: pull . feature', async () => {
  const { repository, production } = gated;
  const args = ['-c', 'git pull --no-rebase . feature </dev/null'];
  const { code, output } = await repository.inTerminal('sh', args, answers('y\r'));
  expect(code, output).toBe(0);
  expect(await tablesOf(production)).toEqual(['customers']);
});

it('CI and agents say so in the environment, git in its own variable', () => {
  const said = [{ CI: 'true' }, { CI: '0' }, { CLAUDECODE: '1' }, { AI_AGENT: 'any@1' }];
  const unsaid = [{}, { CI: '' }, { CI: undefined }, { CLAUDE: '1' }, { GIT_TERMINAL_PROMPT: '1' }];
  expect(said.map(isUnattended)).toEqual(said.map(() => true));
  expect(unsaid.map(isUnattended)).toEqual(unsaid.map(() => false));
  expect(isUnattended({ GIT_TERMINAL_PROMPT: '0' })).toBe(true);
});
