import { shellQuote } from '../core/shell-quote.ts';
import { ASK, completedBy, nextWords } from './completed.ts';
import type { Described } from './described.ts';

/** For a folder of the fpath, as `_migration-gate`. */
export function renderZsh(commands: readonly Described[]): string {
  const groups = [...nextWords(commands)].map(([before, words]) => {
    const described = [...words].map(([word, purpose]) => entry(word, purpose)).join(' ');
    return `    ${shellQuote(before)}) found=(${described}); _describe command found ;;`;
  });
  return `#compdef migration-gate
# zsh completion of migration-gate, written by: migration-gate completion zsh
_migration-gate() {
  local -a found
  local typed="\${(j: :)\${(M)words[2,CURRENT-1]:#[^-]*}}"
  case $typed in
${[...groups, ...commands.map(renderCommand)].join('\n')}
  esac
}
_migration-gate "$@"
`;
}

function renderCommand(command: Described): string {
  const name = shellQuote(command.name);
  const options = command.options.map(({ long, purpose }) => entry(long, purpose)).join(' ');
  return `    ${name} | ${name}' '*)
      if [[ $words[CURRENT] == -* ]]; then
        found=(${options}); _describe -o option found
      else
        ${rest(command)}
      fi ;;`;
}

function rest(command: Described): string {
  const completed = completedBy(command);
  if (completed === 'none') return ':';
  return completed === 'files' ? '_files' : `compadd -- \${(f)"$(${ASK[completed]})"}`;
}

/** `--json:print the report as JSON`; a colon of a name would end it. */
const entry = (word: string, purpose: string): string =>
  shellQuote(`${word.replaceAll(':', '\\:')}:${purpose}`);
