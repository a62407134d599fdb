import { parseShellTokens, type ShellToken, type ShellWord } from './shell-words.ts';

/** One command of a command line, with what stands before it taken off. */
export type ShellCommand = {
  /** Its program and arguments; empty for assignments alone. */
  readonly words: readonly ShellWord[];
  /** Variables that it, or what comes after it, is given. */
  readonly assignments: readonly { readonly name: string; readonly value: string }[];
  /** The folders of `cd` before it, in order; null: where it runs cannot be told. */
  readonly folders: readonly string[] | null;
  /** Files that its output is written over. */
  readonly written: readonly string[];
};

type Folders = ShellCommand['folders'];

/** Shells in shells in shells are followed so far. */
const DEPTH = 4;

/**
 * The commands of a command line: in sequence, in pipes, in subshells, in `$(…)`, in `sh -c '…'`,
 * behind `env` and its like. What only running it would tell is left out.
 */
export function parseShellCommands(text: string, folders: Folders = [], depth = 0): ShellCommand[] {
  if (depth > DEPTH) return [];
  const commands: ShellCommand[] = [];
  const outer: Folders[] = [];
  let here = folders;
  let current: ShellToken[] = [];
  const end = (): void => {
    const { command, bodies } = parseOne(current, here);
    const inner = current.flatMap((token) => (token.kind === 'word' ? token.inner : []));
    for (const line of inner) commands.push(...parseShellCommands(line, here, depth + 1));
    if (command !== null) commands.push(...unwrap(command, bodies, depth));
    here = command === null ? here : changeFolder(command.words, here);
    current = [];
  };
  for (const token of parseShellTokens(text)) {
    if (token.kind !== 'operator') {
      current.push(token);
      continue;
    }
    end();
    if (token.text === '(') outer.push(here);
    if (token.text === ')') here = outer.pop() ?? here;
  }
  end();
  return commands;
}

const RESERVED = ['if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', '{', 'time'];
const ASSIGNMENT = /^([A-Za-z_]\w*)\+?=([\s\S]*)$/;
const DECLARES = ['export', 'declare', 'typeset', 'readonly', 'local'];

function parseOne(
  tokens: readonly ShellToken[],
  folders: Folders,
): { readonly command: ShellCommand | null; readonly bodies: readonly string[] } {
  const words: ShellWord[] = [];
  const written: string[] = [];
  const bodies: string[] = [];
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    if (token.kind === 'redirect' && token.body !== undefined) bodies.push(token.body);
    if (token.kind !== 'word') return;
    if (before?.kind !== 'redirect') words.push(token);
    else if (/>(?!&)/.test(before.text)) written.push(token.text);
  });
  while (RESERVED.includes(words[0]?.text ?? '')) words.shift();
  const assignments = takeAssignments(words);
  const nothing = words.length === 0 && assignments.length === 0 && written.length === 0;
  return { command: nothing ? null : { words, assignments, folders, written }, bodies };
}

/** Takes `A=b` off the front, and those that `export` is given. */
function takeAssignments(words: ShellWord[]): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = [];
  const isOne = (word: ShellWord | undefined): boolean => ASSIGNMENT.test(word?.text ?? '');
  const add = (word: ShellWord | undefined): void => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(word?.text ?? '') ?? [];
    if (name !== '') found.push({ name, value });
  };
  while (isOne(words[0])) add(words.shift());
  if (DECLARES.includes(words[0]?.text ?? '')) for (const word of words) add(word);
  return found;
}

function changeFolder(words: readonly ShellWord[], folders: Folders): Folders {
  const [program, ...rest] = words;
  if (program?.text !== 'cd' && program?.text !== 'pushd') {
    return program?.text === 'popd' ? null : folders;
  }
  const to = rest.find(({ text }) => !/^-./.test(text));
  if (folders === null || to === undefined || to.dynamic || to.text === '-') return null;
  return [...folders, to.text];
}

/** The last part of a program's path: `git` of `/usr/bin/git`. */
export const programOf = ({ words }: Pick<ShellCommand, 'words'>): string =>
  (words[0]?.text ?? '').replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash'];
/** They run the command that is among their words. */
const WRAPPERS = [
  ...['command', 'builtin', 'exec', 'nohup', 'nice', 'ionice', 'setsid', 'stdbuf', 'timeout'],
  ...['sudo', 'doas', 'xargs', 'env', 'time', 'busybox', 'unbuffer', 'script', 'watch'],
];
/** What is looked for among the words of a wrapper. */
const LOOKED_FOR =
  /^(?:.*[\\/])?(?:git|gh|rm|mv|chmod|unlink|npx|pnpx|bunx|pnpm|yarn|bun|npm|node|migration-gate|sh|bash|dash|zsh|ksh|ash|env|eval|sudo)(?:\.exe)?$/;

/** The command itself, and what it starts. */
function unwrap(command: ShellCommand, bodies: readonly string[], depth: number): ShellCommand[] {
  const { words, folders } = command;
  const program = programOf(command);
  const lines = (texts: readonly string[]): ShellCommand[] =>
    texts.flatMap((text) => parseShellCommands(text, folders, depth + 1));
  if (program === 'eval') {
    return [
      command,
      ...lines([
        words
          .slice(1)
          .map(({ text }) => text)
          .join(' '),
      ]),
    ];
  }
  if (SHELLS.includes(program)) {
    const at = words.findIndex(({ text }) => /^-[a-z]*c[a-z]*$/.test(text));
    const script =
      at < 0 ? undefined : words.slice(at + 1).find(({ text }) => !text.startsWith('-'));
    return [command, ...lines(script === undefined ? bodies : [script.text])];
  }
  if (!WRAPPERS.includes(program)) return [command];
  const at = words.findIndex(({ text }, i) => i > 0 && LOOKED_FOR.test(text));
  const given = [...words.slice(1, at < 0 ? undefined : at)].filter(({ text }) =>
    ASSIGNMENT.test(text),
  );
  const assignments = [...command.assignments, ...takeAssignments(given)];
  if (at < 0) return [{ ...command, assignments }];
  return unwrap({ ...command, words: words.slice(at), assignments }, bodies, depth + 1);
}
