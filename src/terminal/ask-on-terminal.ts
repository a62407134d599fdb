import { closeSync, constants, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';

/**
 * Asks yes or no, and waits so many seconds. The terminal is raw meanwhile: Ctrl-C is an answer
 * here, and no signal, which would end git halfway (a merge without its MERGE_HEAD).
 */
export async function askOnTerminal(
  path: string,
  question: string,
  seconds: number,
): Promise<boolean> {
  const input = new ReadStream(openSync(path, constants.O_RDONLY));
  const output = new WriteStream(openSync(path, constants.O_WRONLY));
  try {
    input.setRawMode(true);
    dropTypedAhead(path);
    const answer = await readAnswer(input, output, question, seconds);
    return /^\s*y(?:es)?\s*$/i.test(answer ?? '');
  } finally {
    input.setRawMode(false);
    input.destroy();
    output.destroy();
  }
}

/** The line that was typed; null: Ctrl-C, Ctrl-D, the time is over, or the terminal is gone. */
function readAnswer(
  input: ReadStream,
  output: WriteStream,
  question: string,
  seconds: number,
): Promise<string | null> {
  const lines = createInterface({ input, output, terminal: true, historySize: 0 });
  return new Promise((resolve) => {
    let answer: string | null = null;
    const timer = setTimeout(() => {
      output.write(`\nNo answer for ${seconds} s: that is a no.`);
      lines.close();
    }, seconds * 1_000);
    // Ctrl-D closes it, too.
    lines.once('close', () => {
      clearTimeout(timer);
      output.write(answer === null ? '\n' : '');
      resolve(answer);
    });
    for (const stream of [input, output]) stream.on('error', () => lines.close());
    lines.on('SIGINT', () => lines.close());
    // Ctrl-Z would stop this process and leave git waiting, with nobody to wake either.
    lines.on('SIGTSTP', () => {});
    lines.question(`${question} `, (line) => {
      answer = line;
      lines.close();
    });
  });
}

/** What was typed before the question was there is no answer to it. */
function dropTypedAhead(path: string): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    while (readSync(fd, Buffer.alloc(1024)) > 0);
  } catch {
    // EAGAIN: nothing is left.
  } finally {
    closeSync(fd);
  }
}
