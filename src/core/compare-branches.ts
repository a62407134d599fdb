import { distrustReasons } from './access-reasons.ts';
import { type Contents, compareLedger } from './compare-ledger.ts';
import type { TargetFacts } from './facts.ts';
import { rowsOf } from './make-reason.ts';
import type { Migration } from './migration.ts';
import type { BranchState, Standing, Stranger, TargetState } from './status.ts';
import type { Bringing, Tip } from './tip.ts';
import { trustedAnswer } from './trusted-answer.ts';

type Compared = {
  readonly branches: readonly BranchState[];
  readonly targets: readonly TargetState[];
  readonly strangers: readonly Omit<Stranger, 'origin'>[];
};

const key = ({ name, blob }: { readonly name: string; readonly blob: string }): string =>
  `${blob} ${name}`;

/**
 * Every branch with what each ledger says of its migrations; and what a ledger has that is neither
 * in a branch, here or at a remote, nor in a worktree.
 *
 * @param tips every branch and worktree, also of remotes
 * @param contents the texts of what is brought: they tell a cosmetic change from another
 */
export function compareBranches(
  shown: readonly (Tip & Pick<Bringing, 'brings'>)[],
  tips: readonly Tip[],
  targets: readonly TargetFacts[],
  contents: Contents,
): Compared {
  const all = everything(tips);
  const standings = new Map<string, Record<string, Standing>>();
  const strangers: Omit<Stranger, 'origin'>[] = [];
  for (const target of targets.filter((one) => trustedAnswer(one) !== null)) {
    const statuses = compareLedger(all, rowsOf(target), contents);
    all.forEach((migration, i) => {
      const { state = 'pending', flags = [] } = statuses[i] ?? {};
      const known = standings.get(key(migration)) ?? {};
      standings.set(key(migration), { ...known, [target.name]: { state, flags } });
    });
    const gone = new Set(statuses.slice(all.length).map(({ name }) => name));
    strangers.push(...strangersOn(target, gone, tips));
  }
  const branches = shown.map(({ migrations: _, brings, ...tip }) => ({
    ...tip,
    brings: brings.map(({ name, blob }) => ({
      ...{ name, blob },
      targets: standings.get(key({ name, blob })) ?? {},
    })),
  }));
  const guarded = everything(tips.filter((tip) => tip.guarded)).filter(({ blob }) => blob !== '');
  const waitingOn = (target: string): string[] =>
    guarded.flatMap((one) => {
      const standing = standings.get(key(one))?.[target];
      return standing === undefined || standing.state === 'applied' ? [] : [one.name];
    });
  const states = targets.map((target) => targetState(target, waitingOn(target.name)));
  return { branches, targets: states, strangers };
}

/** Each name and content that is anywhere, once. */
function everything(tips: readonly Tip[]): Migration[] {
  const all = new Map<string, Migration>();
  for (const list of new Set(tips.map(({ migrations }) => migrations))) {
    for (const migration of list) all.set(key(migration), migration);
  }
  for (const name of tips.flatMap(({ uncommitted }) => uncommitted)) {
    all.set(` ${name}`, { name, path: '', blob: '' });
  }
  return [...all.values()];
}

function strangersOn(
  target: TargetFacts,
  names: ReadonlySet<string>,
  tips: readonly Tip[],
): Omit<Stranger, 'origin'>[] {
  const rows = rowsOf(target).filter(({ name }) => names.has(name));
  return rows.map(({ name, blob, state, appliedAt, appliedBy, branch, commit }) => {
    const from = tips.find((tip) => !tip.remote && tip.name === branch);
    return {
      target: target.name,
      ...{ name, blob, state, appliedAt, appliedBy, branch, commit },
      branchThere: from !== undefined,
      worktree: from?.worktrees[0] ?? null,
      now: nowUnder(blob, tips),
    };
  });
}

function nowUnder(blob: string, tips: readonly Tip[]): Stranger['now'] {
  const holding = tips.flatMap((tip) => {
    const migration = tip.migrations.find((one) => one.blob === blob);
    return migration === undefined ? [] : [{ name: migration.name, branch: tip.name }];
  });
  const [first] = holding;
  if (first === undefined) return null;
  const same = holding.filter(({ name }) => name === first.name);
  return { name: first.name, branches: same.map(({ branch }) => branch) };
}

/** A target in the words of the overview. */
export function targetState(target: TargetFacts, waiting: readonly string[] = []): TargetState {
  const { name, detail, reading, remarks } = target;
  const answer = trustedAnswer(target);
  const access = reading.access === 'ok' && answer === null ? 'refused' : reading.access;
  const [reason] = answer === null ? distrustReasons(target) : [];
  const applied = rowsOf(target).filter(({ state }) => state === 'applied').length;
  const deploying = answer?.deploying === true;
  const problem = reason?.message ?? null;
  return {
    name,
    access,
    detail,
    problem,
    remarks,
    applied,
    waiting: [...new Set(waiting)],
    deploying,
  };
}
