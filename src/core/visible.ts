/**
 * What is not seen, or makes what follows look like something else: control characters (also ESC,
 * so that no terminal sequence survives), format characters (bidi controls, zero width), line and
 * paragraph separators, halves of surrogate pairs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from git, a file or a server made safe to print on one line. Unseen characters are shown as
 * `\x1b` or `\u202e`, a byte that is no UTF-8 (see decode-name.ts) as `\xe9`.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, showCharacter);
}

/** The same for text that has lines; JSON stays the JSON it was. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN, (char) => (char === '\n' ? char : showCharacter(char)));
}

function showCharacter(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return `\\x${hex(code, 2)}`;
  if (code >= 0xdc80 && code <= 0xdcff && char.length === 1) return `\\x${hex(code - 0xdc00, 2)}`;
  return char
    .split('')
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join('');
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
