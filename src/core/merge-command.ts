import { parseGitWords } from './git-words.ts';

/**
 * Whether the result of `git merge` or `git pull` can be told beforehand: `plain`, unless a word
 * of its command line asks for a strategy, a strategy option, or for no commit (`-s ours` brings
 * nothing; `--no-commit` may still be changed). git accepts abbreviations of long options.
 */
export function parseMergeStrategy(args: readonly string[]): 'plain' | 'other' {
  const { command, rest } = parseGitWords(args);
  if (!['merge', 'pull'].includes(command)) return 'other';
  return beforeDashes(rest).some(
    (word) => /^-[a-zA-Z]*[sX]/.test(word) || /^--(?:str|no-co|allow-)/.test(word),
  )
    ? 'other'
    : 'plain';
}

function beforeDashes(words: readonly string[]): readonly string[] {
  return words.slice(0, words.includes('--') ? words.indexOf('--') : words.length);
}
