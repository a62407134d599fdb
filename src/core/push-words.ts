/**
 * Whether these are the words of a `git push --dry-run`, which moves nothing. Long options may be
 * cut short (`--dry`), short ones stand together (`-nf`).
 *
 * @param words from git's own name on: `git push -n origin main`
 */
export function isDryRun(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  let dry = false;
  for (let i = words.indexOf('push') + 1; i < (end < 0 ? words.length : end); i += 1) {
    const word = words[i] ?? '';
    if (/^--(?:push-option|repo|receive-pack|exec)$/.test(word)) i += 1;
    else if (/^--d(?:r|ry|ry-|ry-r|ry-ru|ry-run)$/.test(word)) dry = true;
    else if (word === '--no-dry-run') dry = false;
    else if (/^-[^-]/.test(word)) {
      // The value of -o is the rest of its word, or the next word.
      const at = word.indexOf('o');
      if ((at < 0 ? word : word.slice(0, at)).includes('n')) dry = true;
      if (at === word.length - 1) i += 1;
    }
  }
  return dry;
}
