import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCompletion, SHELLS, type Shell } from '../../src/command-line/completion.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import { commands } from './program.ts';

let repository: Repository;
let scripts: string;

beforeAll(async () => {
  scripts = await mkdtemp(join(tmpdir(), 'completion-'));
  for (const shell of SHELLS) await writeFile(scriptOf(shell), renderCompletion(shell, commands));
  repository = await freshRepository();
  await repository.commit('First', { 'migrations/001_first.sql': 'SELECT 1;', 'notes.md': '' });
  await repository.git('branch', 'feature/one');
  // What a shell would run if it read the name as words of its own.
  await repository.git('branch', HOSTILE);
});

afterAll(async () => {
  await repository[Symbol.asyncDispose]();
  await rm(scripts, { recursive: true });
});

const RUN = 'touch$' + '{IFS}HARM';
const HOSTILE = `x$(${RUN})\`${RUN}\``;

const scriptOf = (shell: Shell): string => join(scripts, `completion.${shell}`);

/** What each shell offers after a line, asked without a terminal. */
const ASKED: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    '-c',
    `. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _migration_gate; printf '%s\\n' "\${COMPREPLY[@]}"`,
    scriptOf('bash'),
    ...words,
  ],
  fish: (words) => [
    '--no-config',
    '-c',
    `source ${scriptOf('fish')}; complete -C ${JSON.stringify(words.join(' '))}`,
  ],
  // What it would hand to the terminal is printed instead.
  zsh: (words) => [
    '-f',
    '-c',
    `_describe() { local a=$argv[-1]; print -rl -- \${(@)\${(P@)a}%%:*}; }
     compadd() { shift; print -rl -- $@; }
     _files() { : }
     script=$1; shift; words=("$@"); CURRENT=$#
     source $script`,
    'zsh',
    scriptOf('zsh'),
    ...words,
  ],
};

function offered(shell: Shell, ...typed: string[]): string[] {
  const { path: cwd, env } = repository;
  const { stdout, stderr } = spawnSync(shell, ASKED[shell](['migration-gate', ...typed]), {
    cwd,
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const words = stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
  return words.filter((word) => word !== '' && word.startsWith(typed.at(-1) ?? ''));
}

function asBashReads(word: string): string {
  const { path: cwd } = repository;
  return spawnSync('bash', ['-c', `printf %s ${word}`], { cwd, encoding: 'utf8' }).stdout;
}

const isHere = (shell: Shell): boolean => spawnSync(shell, ['-c', ':']).status === 0;

describe.each(SHELLS)('completion of %s', (shell) => {
  it.for<[string[], string[]]>([
    [['ver'], ['verify']],
    [['worktree', ''], ['close']],
    [['firewall', 's'], ['status']],
    [['deploy', '--d'], ['--dry-run']],
    [['deploy', '--yes', 'feat'], ['feature/one']],
    [['restore', '0'], ['001_first.sql']],
    [['worktree', 'close', '--disc'], ['--discard']],
    [['status', '--js'], ['--json']],
  ])('%j: %j', ([typed, words], { skip }) => {
    skip(!isHere(shell), `there is no ${shell} here`);
    expect(offered(shell, ...typed)).toEqual(words);
  });

  it('runs nothing that a branch is named', ({ skip }) => {
    skip(!isHere(shell), `there is no ${shell} here`);

    const [word = '', ...more] = offered(shell, 'deploy', 'x');

    expect(more).toEqual([]);
    // Bash is given it as it has to be typed; the others quote what they complete.
    expect(shell === 'bash' ? asBashReads(word) : word).toBe(HOSTILE);
    expect(readdirSync(repository.path)).not.toContain('HARM');
  });
});
