/**
 * Whether the result of `git merge` or `git pull` can be told beforehand: `plain`, unless a word
 * of its command line asks for a strategy, a strategy option, or for no commit (`-s ours` brings
 * nothing; `--no-commit` may still be changed). git accepts abbreviations of long options.
 */
export function parseMergeStrategy(args: readonly string[]): 'plain' | 'other' {
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  const other = options.some(
    (arg) => /^-[a-zA-Z]*[sX]/.test(arg) || /^--(?:str|no-co|allow-)/.test(arg),
  );
  return other ? 'other' : 'plain';
}
