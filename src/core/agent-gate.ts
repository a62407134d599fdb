import type { Finding } from './agent-finding.ts';
import { programOf, type ShellCommand } from './shell-commands.ts';

const STARTERS = ['npx', 'pnpx', 'bunx', 'pnpm', 'yarn', 'bun', 'npm', 'node', 'corepack'];
const GATE =
  /^(?:.*[\\/])?(?:migration-gate(?:@[^\\/]*)?|migration-gate[\\/]dist[\\/](?:start\.cjs|cli\.js))$/;

/** What a command of our own would do that a person has to decide on. */
export function gateFindings(command: ShellCommand): Finding[] {
  const rest = gateWords(command);
  const reason = rest && reasonToAsk(rest);
  return reason ? [{ kind: 'ask', reason }] : [];
}

/** `deploy --yes` of `npx --no --prefix /a migration-gate deploy --yes`; null: it is another program. */
function gateWords(command: ShellCommand): string[] | null {
  const words = command.words.map(({ text }) => text);
  const program = programOf(command);
  if (program === 'migration-gate') return words.slice(1);
  if (!STARTERS.includes(program)) return null;
  const at = words.findIndex((word, i) => i > 0 && GATE.test(word));
  return at < 0 ? null : words.slice(at + 1);
}

function reasonToAsk(words: readonly string[]): string | null {
  const [name = '', second = ''] = words.filter((word) => !word.startsWith('-'));
  const has = (option: string): boolean =>
    words.some((word) => word === option || word.startsWith(`${option}=`));
  if (has('--override')) return 'this lets migrations pass undeployed (--override)';
  if (name === 'firewall' && second === 'open') return OPENS;
  if (has('--open-firewall')) return OPENS;
  if (name === 'init' && has('--uninstall')) return 'this takes the gate away';
  if (name === 'worktree' && second === 'close' && has('--discard')) {
    return 'this throws the work of a worktree away, undeployed';
  }
  const deploys =
    name === 'deploy' ||
    name === 'ready' ||
    (name === 'verify' && has('--apply-to-production')) ||
    (name === 'worktree' && second === 'close');
  if (deploys && has('--yes') && !has('--dry-run')) return 'this deploys to production';
  const writes = ['adopt', 'resolve', 'baseline'].includes(name);
  return writes && !has('--dry-run') && !isLocal(words)
    ? `this writes production's ledger by hand (${name})`
    : null;
}

const OPENS = "this opens production's firewall for this machine";

function isLocal(words: readonly string[]): boolean {
  return words.includes('--target=local') || words[words.indexOf('--target') + 1] === 'local';
}
