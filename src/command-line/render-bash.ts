import { shellQuote } from '../core/shell-quote.ts';
import { ASK, completedBy, nextWords } from './completed.ts';
import type { Described } from './described.ts';

/**
 * For bash 3.2 and later: no associative arrays, no mapfile. Not by `compgen -W` either, which runs
 * what a branch's name says: `x$(touch${IFS}y)` is one. So what is completed is quoted, too.
 */
export function renderBash(commands: readonly Described[]): string {
  const groups = [...nextWords(commands)].map(
    ([before, words]) => `    ${shellQuote(before)}) words=${lines([...words.keys()])} ;;`,
  );
  return `# bash completion of migration-gate, written by: migration-gate completion bash
_migration_gate() {
  local current=\${COMP_WORDS[COMP_CWORD]} typed='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) typed="$typed\${typed:+ }$word" ;; esac
  done
  case $typed in
${[...groups, ...commands.map(renderCommand)].join('\n')}
  esac
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ -n $word && $word == "$current"* ]]; then COMPREPLY+=("$(printf %q "$word")"); fi
  done <<< "$words"
}
complete -o default -F _migration_gate migration-gate
`;
}

function renderCommand(command: Described): string {
  const name = shellQuote(command.name);
  const options = lines(command.options.map(({ long }) => long));
  const completed = completedBy(command);
  const others = completed === 'branches' || completed === 'migrations' ? ASK[completed] : null;
  const rest = others === null ? "words=''" : `words=$(${others})`;
  return `    ${name} | ${name}' '*) case $current in -*) words=${options} ;; *) ${rest} ;; esac ;;`;
}

/** Our own words, which are letters and hyphens. */
const lines = (words: readonly string[]): string => `$'${words.join('\\n')}'`;
