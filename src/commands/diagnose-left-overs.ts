import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnosis, ok, warning, wrong } from '../core/diagnosis.ts';
import { timeOf } from '../core/lease.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import { readWorktrees, type Worktree } from '../git/read-worktrees.ts';
import type { Repository } from '../git/repository.ts';
import { readOnCommit } from '../state/on-commit.ts';
import { stateDir } from '../state/state-dir.ts';
import { readLeftOver } from './close-left-over.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';
import type { DebtList } from './read-debt-list.ts';

/** An update that was let go moves its ref at once, or never. */
const FORGOTTEN_MS = 3_600_000;

/** What a program that ended badly, or a folder that was deleted, has left behind. */
export async function diagnoseLeftOvers(
  context: Context,
  repository: Repository,
): Promise<Diagnosis[]> {
  const worktrees = (await readWorktrees(repository.git)).filter(({ bare }) => !bare);
  const found = (await Promise.all(worktrees.map(diagnoseWorktree))).flat();
  const state = stateDir(repository.commonDir);
  const waiting = await readOnCommit(state, context.now()).catch(() => []);
  if (waiting.some(({ ageMs }) => ageMs > FORGOTTEN_MS)) {
    const folder = join(state, 'on-commit');
    const text = 'updates that were let go and never came are still waited for';
    found.push(warning('left-overs', text, `rm -r ${shellQuote(folder)}`));
  }
  found.push(...(await diagnoseLeases(context, repository)));
  return found.length > 0 ? found : [ok('left-overs', 'nothing is left over')];
}

/** Leases whose run was killed, or that are older than they were meant to be. */
async function diagnoseLeases(context: Context, repository: Repository): Promise<Diagnosis[]> {
  const close = `${invocation(repository.root, repository.mainRoot)} firewall close`;
  try {
    return (await readLeftOver(context, repository)).map(({ ip, target, openedAt }) => {
      const since = timeOf(openedAt, context.now());
      const text = `the firewall of ${target} is open for ${ip}, left over from ${since}`;
      return wrong(
        'left-overs',
        text,
        target === 'production' ? close : `${close} --target ${target}`,
      );
    });
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return [wrong('left-overs', error.message, error.fix)];
  }
}

async function diagnoseWorktree(worktree: Worktree): Promise<Diagnosis[]> {
  const { path, locked, ref } = worktree;
  if (!(await isThere(path))) return [diagnoseDeleted(worktree)];
  const git = openGit(path, true);
  const lock = await git
    .line('rev-parse', '--path-format=absolute', '--git-path', 'index.lock')
    .catch(() => null);
  const broken = lock === null ? [warning('left-overs', `git does not work in ${path}`)] : [];
  if (lock === null || !(await isThere(lock))) return broken;
  const where = ref?.replace('refs/heads/', '') ?? 'a detached HEAD';
  const text = `an index.lock is there (${where}${locked === null ? '' : ', locked'})\n${path}`;
  return [warning('left-overs', text, `If no git is running:  rm ${shellQuote(lock)}`)];
}

/** Its branch keeps its commits; only the folder, and what was not committed, is gone. */
function diagnoseDeleted({ path, locked, ref }: Worktree): Diagnosis {
  const branch = ref?.replace('refs/heads/', '') ?? 'a detached HEAD';
  const text = `a worktree was deleted, and never closed (${branch})\n${path}`;
  const unlock = locked === null ? [] : [`git worktree unlock ${shellQuote(path)}`];
  return warning('left-overs', text, ...unlock, 'git worktree prune');
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What overrides let through and what came in while the hooks were off. */
export function diagnoseDebt({ entries, problems }: DebtList, invoke: string): Diagnosis[] {
  const owed = entries.filter(({ state }) => state === 'open' || state === 'unknown');
  const count = (kind: string): number => owed.filter((entry) => entry.kind === kind).length;
  const list = `${invoke} overrides`;
  const unseen = problems.length === 0 ? '' : " (of this clone; production's are not seen)";
  if (owed.length === 0) return [ok('debt', `nothing is owed${unseen}`)];
  const late = owed.filter(({ overdue }) => overdue).length;
  const text = `not deployed: ${count('override')} overridden, ${count('bypass')} past the hooks${unseen}`;
  if (late === 0) return [warning('debt', text, list)];
  return [wrong('debt', `${text}\n${late} too old: every update with them is blocked`, list)];
}
