import { shellQuote } from '../core/shell-quote.ts';
import { ASK, completedBy, nextWords } from './completed.ts';
import type { Described } from './described.ts';

/** For bash 3.2 and later: no associative arrays, no mapfile. */
export function renderBash(commands: readonly Described[]): string {
  const groups = [...nextWords(commands)].map(
    ([before, words]) => `    ${shellQuote(before)}) words=${list([...words.keys()])} ;;`,
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
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _migration_gate migration-gate
`;
}

function renderCommand(command: Described): string {
  const name = shellQuote(command.name);
  const options = list(command.options.map(({ long }) => long));
  const completed = completedBy(command);
  const others = completed === 'branches' || completed === 'migrations' ? ASK[completed] : null;
  const rest = others === null ? "words=''" : `words=$(${others})`;
  return `    ${name} | ${name}' '*) case $current in -*) words=${options} ;; *) ${rest} ;; esac ;;`;
}

const list = (words: readonly string[]): string => shellQuote(words.join(' '));
