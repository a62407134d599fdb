#!/usr/bin/env node
import { isatty } from 'node:tty';
import type { Context, ExitCode } from './commands/context.ts';
import { dressMarks, isAsciiLocale } from './core/dress-marks.ts';
import { describeFileError } from './core/file-error.ts';
import { redact } from './core/redact.ts';
import { isUnattended } from './core/unattended.ts';
import { visibleLines } from './core/visible.ts';
import { GateError } from './errors.ts';

/** The only file that touches `process`: argv in; text and an exit code out. */

/** How long an answer to a git command's question is waited for (contract 5). */
const PATIENCE_SECONDS = 60;

const secrets = new Set<string>();

const interrupts = new AbortController();

/** Whatever a name, a server or git itself put in: no secret, and no terminal sequence. */
const safe = (text: string): string => visibleLines(redact(text, secrets));

/** What a machine reads is never dressed. */
const unicode = process.argv.includes('--json') || !isAsciiLocale(process.env);

/** `hasColors` knows NO_COLOR, FORCE_COLOR and TERM=dumb; a pipe has none. */
function write(stream: NodeJS.WriteStream, text: string): void {
  const colour = stream.isTTY && stream.hasColors();
  stream.write(dressMarks(safe(text), { unicode, colour }));
}

/** `\x1b[K` clears the rest of the line; the text never reaches the last column, so it never wraps. */
function showProgress(line: string | null): void {
  const columns = (process.stderr.columns ?? 80) - 1;
  process.stderr.write(`\r${line === null ? '' : safe(line).slice(0, columns)}\x1b[K`);
}

const context: Context = {
  cwd: process.cwd(),
  env: process.env,
  parentPid: process.ppid,
  program: { node: process.execPath, script: process.argv[1] ?? '' },
  now: () => new Date().toISOString(),
  out: (text) => write(process.stdout, text),
  err: (text) => write(process.stderr, text),
  hide: (values) => {
    for (const value of values) secrets.add(value);
  },
  safe,
  readInput: async () => {
    if (process.stdin.isTTY) return '';
    const { text } = await import('node:stream/consumers');
    return text(process.stdin);
  },
  confirm: async (question) => {
    if (!process.stdin.isTTY || !process.stdout.isTTY || process.env['CI']) return null;
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({ message: question, initialValue: false });
    return !isCancel(answer) && answer;
  },
  leaveInterrupts: async (run) => {
    const ignore = (): void => {};
    const signals = ['SIGINT', 'SIGQUIT'] as const;
    for (const signal of signals) process.on(signal, ignore);
    try {
      return await run();
    } finally {
      for (const signal of signals) process.off(signal, ignore);
    }
  },
  interrupted: interrupts.signal,
  catchInterrupts: async (run) => {
    const soon = new AbortController();
    const now = new AbortController();
    const stop = (signal: NodeJS.Signals): void => {
      // A person types Ctrl-C twice; whoever sends another signal does not wait long.
      const atOnce = signal !== 'SIGINT' || soon.signal.aborted;
      soon.abort();
      if (atOnce) now.abort();
      interrupts.abort();
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, stop);
    // Whoever read the output may be gone, a closed terminal too: that must not end us half way.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    try {
      return await run({ soon: soon.signal, now: now.signal });
    } finally {
      for (const signal of signals) process.off(signal, stop);
    }
  },
  progress: isatty(2) && process.env['TERM'] !== 'dumb' ? showProgress : null,
  openTerminal: async () => {
    if (!(isatty(0) || isatty(2)) || isUnattended(process.env)) return null;
    const { openTerminal } = await import('./terminal/open-terminal.ts');
    const terminal = await openTerminal(process.pid, PATIENCE_SECONDS);
    const plain = { unicode, colour: false };
    return terminal && { ask: (question) => terminal.ask(dressMarks(question, plain)) };
  },
};

/**
 * Hooks skip the command line parser: they start node for every update that may be ours. So does
 * the check by hand that says nothing else: there is nothing to parse.
 */
async function run(args: string[]): Promise<ExitCode> {
  if (args[0] === 'hook') {
    const { hook } = await import('./commands/hook.ts');
    return hook(context, args.slice(1));
  }
  if (args.length === 1 && args[0] === 'verify') {
    const { verify } = await import('./commands/verify.ts');
    return verify(context, { what: { kind: 'tree-ish', name: 'HEAD' } });
  }
  if (args[0] === 'agent-hook') {
    const { agentHook } = await import('./commands/agent-hook.ts');
    return agentHook(context, args.slice(1));
  }
  const { runCommandLine } = await import('./command-line/command-line.ts');
  return runCommandLine(context, args);
}

/** An error is a sentence and what to type; the stack only where it is asked for. */
async function sayError(error: unknown): Promise<ExitCode> {
  const known = error instanceof GateError ? error : toGateError(error);
  context.err(`migration-gate: ${known.message}\n`);
  const { invocationHere } = await import('./commands/invocation.ts');
  const fix = known.fix.replace(
    /^migration-gate /gm,
    `${await invocationHere(context.cwd, context.program.script)} `,
  );
  context.err(`What to type:\n  ${fix.replaceAll('\n', '\n  ')}\n`);
  if (process.env['MIGRATION_GATE_DEBUG']) context.err(`${(error as Error).stack}\n`);
  return 2;
}

function toGateError(error: unknown): GateError {
  const ofFile = describeFileError(error);
  if (ofFile !== null) return new GateError('FILE_FAILED', ofFile);
  return new GateError('INTERNAL', { problem: (error as Error)?.message ?? String(error) });
}

void run(process.argv.slice(2))
  .catch(sayError)
  .then((code) => {
    process.exitCode = code;
    // Not process.exit() at once: what was written to a pipe would be lost. But a name lookup that
    // hangs must not keep a git command waiting after the answer.
    setTimeout(() => process.exit(), 1_000).unref();
  });
