import type { Cost } from './measure.ts';

/** Something to measure; what it needs beforehand is done by itself, unmeasured. */
export type Job = () => Promise<Cost>;

/** What each job cost in each round, by the job's name. */
export type Rounds = ReadonlyMap<string, readonly Cost[]>;

/**
 * Runs each job once unmeasured, then all of them in turn, round by round, every second round
 * backwards: no job is always the one behind another. One that is so slow that all its rounds
 * would take longer than BUDGET_MS takes part in the first rounds only, two at least. A single
 * round is only a trial, and the first run is it.
 */
export async function runRounds(
  jobs: Readonly<Record<string, Job>>,
  rounds: number,
): Promise<Rounds> {
  const costs = new Map<string, Cost[]>();
  const limits = new Map<string, number>();
  for (const [name, job] of Object.entries(jobs)) {
    const first = await job();
    costs.set(name, rounds === 1 ? [first] : []);
    limits.set(name, Math.max(2, Math.floor(BUDGET_MS / first.wallMs)));
  }
  if (rounds === 1) return costs;
  for (let round = 0; round < rounds; round += 1) {
    const order = Object.entries(jobs).filter(([name]) => round < (limits.get(name) ?? 0));
    if (round % 2 === 1) order.reverse();
    for (const [name, job] of order) costs.get(name)?.push(await job());
  }
  return costs;
}

const BUDGET_MS = 30_000;

/** @throws Error a name that was no job's */
export function costsOf(rounds: Rounds, name: string): readonly Cost[] {
  const costs = rounds.get(name);
  if (costs === undefined) throw new Error(`Nothing was measured as ${name}.`);
  return costs;
}
