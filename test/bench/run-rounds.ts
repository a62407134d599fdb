import type { Cost } from './measure.ts';

/** Something to measure; what it needs beforehand is done by itself, unmeasured. */
export type Job = () => Promise<Cost>;

/** What each job cost in each round, by the job's name. */
export type Rounds = ReadonlyMap<string, readonly Cost[]>;

/**
 * Runs each job once unmeasured, then all of them in turn, round by round, every second round
 * backwards: no job is always the one behind another.
 */
export async function runRounds(jobs: Readonly<Record<string, Job>>, rounds: number) {
  const costs = new Map<string, Cost[]>(Object.keys(jobs).map((name) => [name, []]));
  for (const job of Object.values(jobs)) await job();
  for (let round = 0; round < rounds; round += 1) {
    const order = Object.entries(jobs);
    if (round % 2 === 1) order.reverse();
    for (const [name, job] of order) costs.get(name)?.push(await job());
  }
  return costs;
}

/** @throws Error a name that was no job's */
export function costsOf(rounds: Rounds, name: string): readonly Cost[] {
  const costs = rounds.get(name);
  if (costs === undefined) throw new Error(`Nothing was measured as ${name}.`);
  return costs;
}
