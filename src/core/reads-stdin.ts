import { parseGitWords } from './git-words.ts';

/** They take what a person chooses piece by piece. */
const CHOOSERS = ['commit', 'checkout', 'reset', 'stash', 'add'];

/** Options of `am` whose value may be the next word. */
const OF_AM = [
  '--directory',
  '--exclude',
  '--include',
  '--patch-format',
  '--whitespace',
  '-C',
  '-p',
];

/**
 * Whether a git command takes something from its standard input, so that the same words do not do
 * the same again: `commit -F -`, `update-ref --stdin`, `am` without a file, `commit -p`. A lone
 * `-` is a file for an option that names one, and the branch before for `checkout` and `merge`.
 */
export function readsStdin(args: readonly string[]): boolean {
  const { command, rest } = parseGitWords(args);
  if (command === 'fast-import') return true;
  if (command === 'am') return !namesMailbox(rest);
  return rest.some((word, i) => {
    if (word === '--') return false;
    if (/^--std/.test(word) || /^--[\w-]+=-$/.test(word) || /^-[a-zA-Z]*F-$/.test(word))
      return true;
    if (CHOOSERS.includes(command) && /^(-p|--pat\w*|--int\w*)$/.test(word)) return true;
    return word === '-' && /^(-[a-zA-Z]*F|--fi\w*|--pathspec-\S*)$/.test(rest[i - 1] ?? '');
  });
}

/** `--continue`, `--abort` and their like go on with the files that are there. */
function namesMailbox(rest: readonly string[]): boolean {
  return rest.some(
    (word, i) =>
      /^--(cont|res|ski|ab|qui)/.test(word) ||
      (!word.startsWith('-') && !OF_AM.includes(rest[i - 1] ?? '')),
  );
}
