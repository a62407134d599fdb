/** A word of a command line. */
export type ShellWord = {
  readonly kind: 'word';
  /** Without its quotes; what the shell would put in is left as it is written. */
  readonly text: string;
  /** Whether the shell would put something in: a variable, what a command prints, file names. */
  readonly dynamic: boolean;
  /** The command lines of its `$(…)`. */
  readonly inner: readonly string[];
};

export type ShellToken =
  | ShellWord
  /** `&&`, `|`, `(`, a newline … */
  | { readonly kind: 'operator'; readonly text: string }
  /** `>`, `2>>` …; the next word is its file. `body`: the lines of a here-document. */
  | { readonly kind: 'redirect'; readonly text: string; body?: string };

type Scan = { readonly text: string; at: number };
type Word = { text: string; dynamic: boolean; inner: string[] };

const BLANK = /(?:[ \t\r]|\\\n)+|#[^\n]*/y;
const REDIRECT = /(?:\d+(?=[<>])|&(?=>))?(?:<<<|<<-?|<>|<&|>&|>>|>\||<|>)/y;
const OPERATOR = /&&|\|\||;;&?|;&|\|&|[;&|()\n]/y;
const PLAIN = /[^\s\\'"`$;&|()<>*?[~]+/y;

/**
 * The words and operators of a POSIX or bash command line, as far as they can be told without
 * running anything. Never fails: a quote that is not closed goes to the end.
 */
export function parseShellTokens(text: string): ShellToken[] {
  const scan: Scan = { text, at: 0 };
  const tokens: ShellToken[] = [];
  while (scan.at < text.length) {
    if (take(scan, BLANK) !== null) continue;
    const redirect = text.startsWith('<(', scan.at) || text.startsWith('>(', scan.at);
    const arrow = redirect ? null : take(scan, REDIRECT);
    if (arrow !== null) {
      tokens.push({ kind: 'redirect', text: arrow });
      continue;
    }
    const operator = redirect ? null : take(scan, OPERATOR);
    if (operator === null) tokens.push(readWord(scan));
    else tokens.push({ kind: 'operator', text: operator });
    if (operator === '\n') readBodies(scan, tokens);
  }
  return tokens;
}

/** What a sticky pattern takes here, or null. */
function take(scan: Scan, pattern: RegExp): string | null {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text)?.[0] ?? null;
  if (found !== null) scan.at += found.length;
  return found;
}

/** The lines of the here-documents that were begun on the line before. */
function readBodies(scan: Scan, tokens: readonly ShellToken[]): void {
  tokens.forEach((token, i) => {
    if (token.kind !== 'redirect' || !/^\d*<<-?$/.test(token.text) || token.body !== undefined)
      return;
    const end = tokens[i + 1];
    const delimiter = end?.kind === 'word' ? end.text : '';
    const lines: string[] = [];
    while (scan.at < scan.text.length) {
      const line = take(scan, /[^\n]*\n?/y) ?? '';
      if (line.trim() === delimiter) break;
      lines.push(line);
    }
    token.body = lines.join('');
  });
}

function readWord(scan: Scan): ShellWord {
  const word: Word = { text: '', dynamic: false, inner: [] };
  const start = scan.at;
  while (scan.at < scan.text.length && !/[\s;&|]/.test(scan.text[scan.at] ?? '')) {
    if (!readPart(scan, word, scan.at === start)) break;
  }
  // `{a,b}` is two words.
  const braces = /\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(word.text);
  return { kind: 'word', ...word, dynamic: word.dynamic || braces };
}

/** One quoted or plain part of a word; false where the word ends. */
function readPart(scan: Scan, word: Word, first: boolean): boolean {
  const plain = take(scan, PLAIN);
  if (plain !== null) word.text += plain;
  else if (take(scan, /\\\n/y) === null) return readSpecial(scan, word, first);
  return true;
}

function readSpecial(scan: Scan, word: Word, first: boolean): boolean {
  const char = scan.text[scan.at] ?? '';
  if ('<>'.includes(char) && scan.text[scan.at + 1] === '(' && first) {
    scan.at += 1;
    readSubstitution(scan, word, `${char}`);
    return true;
  }
  if ('()<>'.includes(char)) return false;
  scan.at += 1;
  if (char === '\\') word.text += scan.text[scan.at++] ?? '';
  else if (char === "'") word.text += until(scan, "'");
  else if (char === '"') readDouble(scan, word);
  else if (char === '`') readBackquoted(scan, word);
  else if (char === '$') readDollar(scan, word);
  else {
    word.text += char;
    if ('*?['.includes(char)) word.dynamic = true;
  }
  return true;
}

/** Everything up to a character, which is taken too. */
function until(scan: Scan, end: string): string {
  const at = scan.text.indexOf(end, scan.at);
  const inner = scan.text.slice(scan.at, at < 0 ? undefined : at);
  scan.at = at < 0 ? scan.text.length : at + 1;
  return inner;
}

function readDouble(scan: Scan, word: Word): void {
  while (scan.at < scan.text.length) {
    const char = scan.text[scan.at++] ?? '';
    if (char === '"') return;
    if (char === '`') readBackquoted(scan, word);
    else if (char === '$') readDollar(scan, word, true);
    else if (char === '\\' && /[$`"\\\n]/.test(scan.text[scan.at] ?? '')) {
      const escaped = scan.text[scan.at++] ?? '';
      if (escaped !== '\n') word.text += escaped;
    } else word.text += char;
  }
}

function readBackquoted(scan: Scan, word: Word): void {
  const inner = until(scan, '`');
  word.inner.push(inner);
  word.dynamic = true;
  word.text += `\`${inner}\``;
}

/** After a `$`. */
function readDollar(scan: Scan, word: Word, quoted = false): void {
  const next = scan.text[scan.at] ?? '';
  if (next === '(') {
    readSubstitution(scan, word, '$');
    return;
  }
  if (next === "'" && !quoted) {
    scan.at += 1;
    const inner = take(scan, /(?:\\[\s\S]|[^'\\])*'?/y) ?? '';
    word.text += inner.replace(/'$/, '').replaceAll(ESCAPED, unescaped);
    return;
  }
  const name = next === '{' ? `${until(scan, '}')}}` : take(scan, /\w+|[@*#?!$-]/y);
  word.text += `$${name ?? ''}`;
  if (name !== null) word.dynamic = true;
}

/** Of `$'…'`: `\x2d`, `\055`, `\n`, and what stands for itself. */
const ESCAPED = /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))/g;

function unescaped(_: string, hex?: string, octal?: string, char = ''): string {
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  return { n: '\n', t: '\t', r: '\r' }[char] ?? char;
}

/** `(…)` with what it holds as a command line of its own. */
function readSubstitution(scan: Scan, word: Word, before: string): void {
  const start = scan.at + 1;
  scan.at = closingParenthesis(scan.text, start);
  const inner = scan.text.slice(start, scan.at);
  scan.at += 1;
  word.inner.push(inner);
  word.dynamic = true;
  word.text += `${before}(${inner})`;
}

/** Where the parenthesis closes that was opened before `from`; quotes hide those inside them. */
function closingParenthesis(text: string, from: number): number {
  let depth = 1;
  const parts = /\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[()]/g;
  parts.lastIndex = from;
  for (let part = parts.exec(text); part !== null; part = parts.exec(text)) {
    if (part[0] === '(') depth += 1;
    if (part[0] === ')') depth -= 1;
    if (depth === 0) return part.index;
  }
  return text.length;
}
