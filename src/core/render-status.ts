import { renderBrings } from './render-branch.ts';
import { renderCollisions, renderRenumber } from './render-collisions.ts';
import { renderPassed } from './render-passed.ts';
import { renderStrangers } from './render-strangers.ts';
import { renderTargets } from './render-targets.ts';
import type { BranchState, Status } from './status.ts';
import { visible } from './visible.ts';
import { isOurLock } from './worktree-lock.ts';
import { isAbandoned, type WorktreeState } from './worktree-state.ts';
import { wrapWords } from './wrap-words.ts';

/** How its commands are written. */
type Commands = {
  /** What starts the tool: `npx --no migration-gate`. */
  readonly invoke: string;
  /** The command that closes a worktree. */
  readonly close: (path: string) => string;
};

/** One screen: targets, worktrees, the branches beside them that bring something, and what is odd. */
export function renderStatus(status: Status, commands: Commands): string {
  const { worktrees, branches, targets, problem, collisions, strangers, passed } = status;
  const beside = branches.filter(
    ({ worktrees: at, guarded, problem: why }) => at.length === 0 && !(guarded && why === null),
  );
  const shown = beside.filter(isWorthALine);
  const names = [...worktrees.map(nameOf), ...shown.map(({ name }) => visible(name))];
  const width = Math.min(30, Math.max(0, ...names.map((name) => name.length)));
  const parts = [
    renderTargets(targets, problem),
    [
      ...worktrees.flatMap((worktree) => renderWorktree(worktree, branches, width, commands)),
      ...shown.flatMap((branch) => [visible(branch.name), ...renderBrings(branch)]),
      ...renderOthers(beside.length - shown.length),
    ],
    titled('Collisions:', [
      ...renderCollisions(collisions),
      ...renderRenumber(collisions, commands.invoke),
    ]),
    titled('In a ledger, and in no branch:', renderStrangers(strangers, commands.invoke)),
    renderPassed(passed, commands.invoke),
  ];
  const text = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

const isWorthALine = ({ brings, uncommitted, problem }: BranchState): boolean =>
  brings.length > 0 || uncommitted.length > 0 || problem !== null;

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines];

function renderWorktree(
  worktree: WorktreeState,
  branches: readonly BranchState[],
  width: number,
  commands: Commands,
): string[] {
  const branch = branches.find((one) => one.worktrees.includes(worktree.path));
  return [
    `${nameOf(worktree).padEnd(width)}  ${pathOf(worktree)}`,
    ...(branch === undefined ? [] : renderBrings(branch)),
    ...renderLock(worktree),
    ...renderGone(worktree, commands),
  ];
}

function renderOthers(count: number): string[] {
  if (count === 0) return [];
  return [count === 1 ? '1 more branch brings nothing.' : `${count} more branches bring nothing.`];
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

function renderLock(state: WorktreeState): string[] {
  const { lock, migrations } = state;
  if (lock === null || isAbandoned(state)) return [];
  if (!isOurLock(lock)) {
    const reason = `locked by somebody else: ${visible(lock) || 'no reason given'}`;
    return wrapWords(reason.split(' '), '  ');
  }
  return migrations.length > 0
    ? ['  locked by the gate until it is merged or closed']
    : ['  locked by the gate; the next commit or checkout there releases it'];
}
