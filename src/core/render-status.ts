import { visible } from './visible.ts';
import { isOurLock } from './worktree-lock.ts';
import { isAbandoned, type WorktreeState } from './worktree-state.ts';

/** What recorded overrides let through in this clone, and what came in while the hooks were off. */
export type Passed = {
  readonly migrations: readonly string[];
  /** When the oldest was given, ISO 8601; null: there is none. */
  readonly since: string | null;
};

/** Everything `status` shows. */
export type Status = { readonly worktrees: readonly WorktreeState[]; readonly passed: Passed };

/** How its commands are written. */
type Commands = {
  readonly verify: string;
  /** The command that closes a worktree. */
  readonly close: (path: string) => string;
};

const WIDTH = 80;

/** One line for each worktree, what there is to say of it below, and the debt. */
export function renderStatus({ worktrees, passed }: Status, commands: Commands): string {
  const widest = Math.max(...worktrees.map((worktree) => nameOf(worktree).length));
  const lines = worktrees.flatMap((worktree) => [
    `${nameOf(worktree).padEnd(Math.min(widest, 30))}  ${pathOf(worktree)}`,
    ...renderMigrations(worktree.migrations),
    ...renderLock(worktree),
    ...renderGone(worktree, commands),
  ]);
  return `${[...lines, ...renderPassed(passed, commands.verify)].join('\n')}\n`;
}

/** What is checked out there. */
function nameOf({ branch, head, bare }: WorktreeState): string {
  if (bare) return '(bare)';
  if (branch !== null) return visible(branch);
  return head === null ? '(no commit)' : `(${head.slice(0, 12)})`;
}

const pathOf = ({ path, main }: WorktreeState): string =>
  `${visible(path)}${main ? ' (main worktree)' : ''}`;

function renderGone(state: WorktreeState, { close }: Commands): string[] {
  if (!state.gone) return [];
  if (!isAbandoned(state)) return ['  ⚠️  its folder is not there'];
  return [
    '  ✗ deleted without being closed; to settle it, type:',
    `      ${visible(close(state.path))}`,
  ];
}

function renderMigrations(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const count = names.length === 1 ? '1 migration' : `${names.length} migrations`;
  return [`  ${count} in no protected branch:`, ...wrap(names.map(visible), '      ')];
}

function renderLock(state: WorktreeState): string[] {
  const { lock, migrations } = state;
  if (lock === null || isAbandoned(state)) return [];
  if (!isOurLock(lock)) {
    return wrap(`locked by somebody else: ${visible(lock) || 'no reason given'}`.split(' '), '  ');
  }
  return migrations.length > 0
    ? ['  locked by the gate until it is merged or closed']
    : ['  locked by the gate; the next commit or checkout there releases it'];
}

function renderPassed({ migrations, since }: Passed, verify: string): string[] {
  if (migrations.length === 0) return [];
  const count = migrations.length === 1 ? '1 migration' : `${migrations.length} migrations`;
  return [
    '',
    `Let through by override, or past the hooks, since ${since?.slice(0, 10)}: ${count};`,
    `which of them are not deployed yet, this says: ${verify}`,
  ];
}

/** Words on as few lines as they fit on. */
function wrap(words: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`${indent}${word}`);
  }
  return lines;
}
