import { join } from 'node:path';
import { openLine } from '../../support/line.ts';
import { type Access, anotherDatabase } from '../access.ts';
import type { Bench } from '../bench.ts';
import { type Measured, measureOk } from '../measure.ts';
import { makeMigrations } from '../migrations.ts';
import { missingNeighbours } from '../neighbours/missing.ts';
import { DEPLOYING } from '../neighbours/neighbours.ts';
import { prepareDeploy } from '../neighbours/prepare.ts';
import { profileWhere } from '../profile.ts';
import { showCount, showMs, showRatio } from '../report/format.ts';
import { atMost, type Claim, type Result, type Table } from '../report/result.ts';
import { freshRepository, type Repository } from '../repository.ts';
import { costsOf, type Job, type Rounds, runRounds } from '../run-rounds.ts';
import { compareCosts, summarizeCosts } from '../statistics.ts';
import { gateFiles, typed, writeEnvFile } from '../subject.ts';

const OURS = 'migration-gate deploy';
const PLANNING = 'migration-gate deploy --dry-run';

/** Goal 6: deploying. */
export async function measureDeploy(bench: Bench): Promise<Result> {
  const count = bench.options.smoke ? 5 : 1000;
  const { production } = await bench.servers('installed');
  const perMigration = await countRoundTrips(bench, production);
  bench.say(`  ${showCount(count)} migrations`);
  const available = DEPLOYING.filter(({ name }) => bench.tools.found.get(name)?.version);
  const jobs: Record<string, Job> = {
    [PLANNING]: await ownJob(bench, production, count, '--dry-run'),
    [OURS]: await ownJob(bench, production, count, '--yes'),
  };
  for (const neighbour of available) {
    jobs[neighbour.name] = async () =>
      measureOk(bench.measurer, await prepareDeploy(bench, neighbour, production, count));
  }
  const rounds = await runRounds(jobs, bench.options.rounds(6));
  const claims: Claim[] = [
    atMost('round trips of a transactional migration beyond its own', perMigration - 1, 4, ''),
    ...available.map(({ name }) =>
      atMost(
        `${showCount(count)} migrations, wall time against ${name}`,
        against(rounds, name),
        1,
        '×',
      ),
    ),
  ];
  return {
    number: 6,
    title: 'Deploy',
    how: HOW,
    claims,
    tables: [
      {
        title: `${showCount(count)} small migrations into a new database`,
        head: ['', 'wall ms', 'CPU ms', 'our time by theirs'],
        rows: [...rounds].map(([name, costs]) => [
          name,
          showMs(summarizeCosts(costs, 'wallMs')),
          showMs(summarizeCosts(costs, 'cpuMs')),
          name === OURS || name === PLANNING
            ? ''
            : showRatio(compareCosts(costsOf(rounds, OURS), costs, 'wallMs')),
        ]),
      },
    ],
    notes: missingNeighbours(bench, DEPLOYING),
    why: [WHY],
    profile: await profileDeploy(bench, claims, production, count),
  };
}

const HOW = `All deploy the same tables to production over TLS on loopback, into a database that is new for
each run, beside those of the runs before. Ours plans, asks for the lock, records the exact SQL of each
migration with it, and verifies afterwards; each of its migrations is a transaction of its own, as with
dbmate. node-pg-migrate runs all in one transaction, unless it is told otherwise. Round trips are counted
by a proxy: what ten migrations more take, by ten; one of them is the migration's own SQL.`;

const WHY = `Before the first migration ours reads all of them with PostgreSQL's own grammar and has squawk
audit them: that is \`--dry-run\` in the table. Then the server does more for each than to note a name: the
session is made clean, the row with the exact SQL is written before the file runs and again after it, and
the lock's session is asked. So the client waits three times for each migration, and mostly it waits.`;

const against = (rounds: Rounds, name: string): number =>
  compareCosts(costsOf(rounds, OURS), costsOf(rounds, name), 'wallMs').median;

async function ownJob(bench: Bench, role: Access, count: number, how: string): Promise<Job> {
  const repository = await deployable(bench, count);
  return async () => deployInto(bench, repository, await anotherDatabase(role, 'gate_deploy'), how);
}

async function deployable(bench: Bench, count: number): Promise<Repository> {
  const path = join(bench.folder, 'repositories', `deploy_${count}`);
  return freshRepository(path, bench.home, gateFiles(makeMigrations(count)));
}

async function profileDeploy(
  bench: Bench,
  claims: readonly Claim[],
  role: Access,
  count: number,
): Promise<Table[]> {
  const repository = await deployable(bench, count);
  await aimAt(repository, await anotherDatabase(role, 'gate_deploy'));
  return profileWhere(bench, claims, repository, ['deploy', '--yes']);
}

async function aimAt(repository: Repository, access: Access): Promise<void> {
  // The deploy before has written the id of its database there.
  await repository.git('checkout', '--quiet', '--', '.');
  writeEnvFile(repository, null, access);
}

async function deployInto(
  bench: Bench,
  repository: Repository,
  access: Access,
  how = '--yes',
): Promise<Measured> {
  await aimAt(repository, access);
  return measureOk(bench.measurer, typed(bench.subject, repository, 'deploy', how));
}

/** A short line, so that they are exact. */
const ROUND_TRIP_MS = 10;
const FEW = 5;
const MORE = 15;

/** Of one migration more. */
async function countRoundTrips(bench: Bench, role: Access): Promise<number> {
  await using line = await openLine(role, ROUND_TRIP_MS);
  const roundTripsOf = async (count: number): Promise<number> => {
    const repository = await deployable(bench, count);
    const access = await anotherDatabase(role, 'gate_deploy');
    line.takeTraffic();
    await deployInto(bench, repository, { ...access, host: line.host, port: line.port });
    return line.takeTraffic().roundTrips;
  };
  const few = await roundTripsOf(FEW);
  const more = await roundTripsOf(MORE);
  return (more - few) / (MORE - FEW);
}
