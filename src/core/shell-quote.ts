import { visible } from './visible.ts';

/**
 * A word for a POSIX shell: as it is where that is safe, else in single quotes; where it holds what
 * is not seen, as a printf that gives it, so that a printed command shows all it does.
 */
export function shellQuote(word: string): string {
  // zsh reads `=word` as the path of a program.
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  if (visible(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  // A shell takes newlines off the end of what printf gives. No ref has one.
  const end = /\n*$/.exec(word)?.[0] ?? '';
  const rest = Array.from(word.slice(0, word.length - end.length), escapeForPrintf).join('');
  return `"$(printf %b '${rest}')${end}"`;
}

/** As the octal bytes that %b reads: `\0033`. Bash looks for `!` before it looks at quotes. */
function escapeForPrintf(char: string): string {
  if (char !== "'" && char !== '\\' && char !== '!' && visible(char) === char) return char;
  const code = char.charCodeAt(0);
  const isByte = char.length === 1 && code >= 0xdc80 && code <= 0xdcff;
  const bytes = isByte ? [code - 0xdc00] : [...new TextEncoder().encode(char)];
  return bytes.map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}
