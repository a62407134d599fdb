import { ASK, completedBy, nextWords } from './completed.ts';
import type { Described } from './described.ts';

/** For ~/.config/fish/completions. */
export function renderFish(commands: readonly Described[]): string {
  const words = [...nextWords(commands)].flatMap(([before, next]) =>
    [...next].map(([word, purpose]) =>
      complete(`__migration_gate_typed ${quote(before)}`, `-a ${quote(word)} -d ${quote(purpose)}`),
    ),
  );
  return `# fish completion of migration-gate, written by: migration-gate completion fish
function __migration_gate_typed
    set -l typed (string match -v -- '-*' (commandline -opc)[2..-1])
    test "$typed" = "$argv[1]"
end
function __migration_gate_in
    set -l typed (string match -v -- '-*' (commandline -opc)[2..-1])
    string match -q -- "$argv[1] *" "$typed "
end
complete -c migration-gate -f
${[...words, ...commands.flatMap(renderCommand)].join('\n')}
`;
}

function renderCommand(command: Described): string[] {
  const isTyped = `__migration_gate_in ${quote(command.name)}`;
  const options = command.options.map(({ long, purpose, takesValue }) =>
    complete(
      isTyped,
      `-l ${long.replace(/^--/, '')}${takesValue ? ' -r' : ''} -d ${quote(purpose)}`,
    ),
  );
  const completed = completedBy(command);
  if (completed === 'none') return options;
  const rest = completed === 'files' ? '-F' : `-a ${quote(`(${ASK[completed]})`)}`;
  return [...options, complete(isTyped, rest)];
}

const complete = (condition: string, what: string): string =>
  `complete -c migration-gate -n ${quote(condition)} ${what}`;

/** In fish's single quotes a backslash takes itself and the quote for what they are. */
const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
