import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { expect, inject } from 'vitest';
import { logOutput } from './output-log.ts';

export type Result = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Record<string, string>;
  readonly stdin?: string;
};

/** What to type when the terminal shows a text; each once, in this order. */
export type TypedAnswer = {
  readonly when: string | RegExp;
  /** Or what to do while the question waits, and then to type. */
  readonly send: string | (() => Promise<string>);
};

/** A command that takes longer has hung. */
const DEADLINE_MS = 50_000;

/** Runs a command without any terminal, not even through /dev/tty, and never throws for its code. */
export async function run(command: string, args: string[], options: RunOptions): Promise<Result> {
  const { cwd, env, stdin = '' } = options;
  // Detached is setsid: a developer's own terminal must not be there to be asked.
  const child = spawn(command, args, { cwd, env, detached: true });
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  }, DEADLINE_MS);
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const ended = once(child, 'close').finally(() => clearTimeout(timer));
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  const said = `${stdout}${stderr}`;
  log(command, args, said);
  if (hung) throw new Error(`Hung for ${DEADLINE_MS} ms: ${command} ${args.join(' ')}\n${said}`);
  return { code: code ?? 128 + signalNumber(signal), stdout, stderr };
}

/**
 * Runs a command in a terminal of its own and answers its questions: not after a time, but when
 * they appear. `output` is what a person would read, without colours, each line ended by \n.
 */
export async function inTerminal(
  command: string,
  args: string[],
  options: {
    cwd: string;
    env: Record<string, string>;
    answers?: readonly TypedAnswer[];
    deadlineMs?: number;
  },
): Promise<{ code: number; output: string }> {
  const { cwd, env, deadlineMs = DEADLINE_MS } = options;
  const answers = [...(options.answers ?? [])];
  const terminal = spawnInTerminal(command, args, { cwd, env, name: 'xterm', cols: 100, rows: 40 });
  let raw = '';
  let readUpTo = 0;
  let problem: unknown = null;
  terminal.onData((data) => {
    raw += data;
    const next = answers[0];
    if (!next || !shows(raw.slice(readUpTo), next.when)) return;
    readUpTo = raw.length;
    answers.shift();
    const typed = typeof next.send === 'string' ? next.send : next.send();
    Promise.resolve(typed).then(
      (send) => terminal.write(send),
      (error) => {
        problem = error;
        terminal.kill('SIGKILL');
      },
    );
  });
  const code = await new Promise<number | null>((resolve) => {
    const timer = setTimeout(() => {
      resolve(null);
      terminal.kill('SIGKILL');
    }, deadlineMs);
    terminal.onExit(({ exitCode, signal }) => {
      clearTimeout(timer);
      resolve(signal ? 128 + signal : exitCode);
    });
  });
  const output = readable(raw);
  log(command, args, output);
  if (problem !== null) throw problem;
  if (code === null) throw new Error(`Hung for ${deadlineMs} ms: ${command}\n${output}`);
  return { code, output };
}

function shows(raw: string, when: string | RegExp): boolean {
  const seen = readable(raw);
  return typeof when === 'string' ? seen.includes(when) : when.test(seen);
}

function readable(raw: string): string {
  return stripVTControlCharacters(raw).replaceAll('\r\n', '\n');
}

function signalNumber(name: NodeJS.Signals): number {
  return constants.signals[name];
}

/** For the closing check that no command printed a password (see leaks.ts). */
function log(command: string, args: string[], output: string): void {
  const { testPath, currentTestName } = expect.getState();
  const source = `${testPath ?? 'outside a test'} > ${currentTestName ?? 'a hook'}`;
  logOutput(inject('runFolder'), { source, command: [command, ...args].join(' '), output });
}
