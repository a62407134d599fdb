import { closeSync, constants, openSync } from 'node:fs';
import { askOnTerminal } from './ask-on-terminal.ts';
import { isInForeground } from './foreground.ts';

/** The terminal of the person who typed the command. */
export type Terminal = {
  /** Only y or yes is a yes: not another answer, Ctrl-C, Ctrl-D, or none in time. */
  readonly ask: (question: string) => Promise<boolean>;
};

/**
 * null where a question would not be seen or could not be answered.
 *
 * @param pid this process
 * @param seconds how long an answer is waited for
 */
export async function openTerminal(pid: number, seconds: number): Promise<Terminal | null> {
  if (!(await isInForeground(pid))) return null;
  try {
    closeSync(openSync(TERMINAL, constants.O_RDWR | constants.O_NOCTTY));
  } catch {
    return null;
  }
  return { ask: (question) => askOnTerminal(TERMINAL, question, seconds) };
}

/** A hook's stdin is a pipe or /dev/null; this is the terminal, whatever is redirected. */
const TERMINAL = '/dev/tty';
