import { shellQuote } from './shell-quote.ts';

/**
 * A command line for a POSIX shell: the shell reads exactly these words. Control characters, which
 * a terminal would obey, are given as octal numbers to printf; a newline has to stay.
 */
export function renderCommand(args: readonly string[]): string {
  return args.map(renderWord).join(' ');
}

/** The same, given in a folder. */
export function renderCommandIn(folder: string, args: readonly string[]): string {
  return `cd -- ${renderWord(folder)} && ${renderCommand(args)}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const CONTROL = /[\u0001-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

function renderWord(word: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: control, index } of word.matchAll(CONTROL)) {
    if (index > end) parts.push(shellQuote(word.slice(end, index)));
    parts.push(`"$(printf '${octal(control)}')"`);
    end = index + control.length;
  }
  if (end < word.length || parts.length === 0) parts.push(shellQuote(word.slice(end)));
  return parts.join('');
}

function octal(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
