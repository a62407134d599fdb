/** The value of `--onto` in the words of a rebase; git accepts `--ont`, `--on`. null: not given. */
export function parseOnto(words: readonly string[]): string | null {
  for (const [i, word] of words.entries()) {
    const option = /^--on(?:t|to)?(?:=(.*))?$/s.exec(word);
    if (option !== null) return option[1] ?? words[i + 1] ?? '';
  }
  return null;
}
