import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, inject, it } from 'vitest';
import { gatedRepository } from '../gate/gated-repository.ts';
import { cleanEnv } from '../support/clean-env.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';
import { inTerminal, type TypedAnswer } from '../support/run.ts';

const MODULE = pathToFileURL(join(PACKAGE_ROOT, 'dist/terminal/open-terminal.js')).href;

/**
 * Asks as a hook does, but waits less.
 * @param go a file that the question waits for, after the terminal has shown `ready`
 */
function ask(seconds: number, answers: readonly TypedAnswer[], go = '/') {
  const script = `
    import { existsSync } from 'node:fs';
    import { openTerminal } from '${MODULE}';
    const terminal = await openTerminal(process.pid, ${seconds});
    console.log('ready');
    while (!existsSync('${go}'));
    console.log('answer', await terminal?.ask('Really?'));`;
  const args = ['--input-type=module', '-e', script];
  const options = { cwd: '/', env: cleanEnv('/'), answers };
  return inTerminal(process.execPath, args, options);
}

it('no answer in time is a no', async () => {
  const { code, output } = await ask(0.1, []);
  expect({ code, output }).toEqual({
    code: 0,
    output: 'ready\nReally? \nNo answer for 0.1 s: that is a no.\nanswer false\n',
  });
});

it('what was typed before the question is no answer to it', async () => {
  const go = join(inject('runFolder'), 'go');
  const answers = [
    { when: 'ready', send: 'y\ry' },
    {
      // The terminal's own echo: it has arrived.
      when: 'y\ny',
      send: async () => {
        writeFileSync(go, '');
        return '';
      },
    },
  ];
  const { output } = await ask(0.2, answers, go);
  expect(output).toContain('No answer');
  expect(output).toContain('answer false');
});

it('only y or yes is a yes', async () => {
  const asked = ['yes please\r', '\r', 'Yes\r'].map((send) => ask(20, [{ when: 'Really?', send }]));
  const outputs = (await Promise.all(asked)).map(({ output }) => output);
  expect(outputs.map((output) => /answer (.*)/.exec(output)?.[1])).toEqual([
    'false',
    'false',
    'true',
  ]);
});

it('Ctrl-Z does not stop it, and a line can be corrected', async () => {
  const { output } = await ask(20, [{ when: 'Really?', send: '\u001anx\u007f\u007fy\r' }]);
  expect(output).toContain('answer true');
});

const wholeMinute = process.env['MIGRATION_GATE_TEST_MINUTE'] === 'yes';

it('a git command waits a minute', { timeout: 100_000 }, async ({ skip }) => {
  skip(!wholeMinute, 'it takes 60 s: MIGRATION_GATE_TEST_MINUTE=yes runs it');
  await using gated = await gatedRepository();
  const started = Date.now();
  const { path: cwd, env } = gated.repository;
  const options = { cwd, env, deadlineMs: 90_000 };
  const { code, output } = await inTerminal('git', ['merge', 'feature'], options);
  expect(code).toBe(128);
  expect(output).toContain('No answer for 60 s: that is a no.\n');
  expect(Date.now() - started).toBeGreaterThan(60_000);
  expect(await gated.repository.gitOk('status', '--porcelain')).toBe('');
});
