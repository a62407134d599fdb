import { type Line, openLine } from '../../support/line.ts';
import type { Access } from '../access.ts';
import type { Bench } from '../bench.ts';
import { buildFloor, runFloor } from '../floor.ts';
import { type Gated, prepareGate } from '../gated.ts';
import { type Command, measureOk } from '../measure.ts';
import { missingNeighbours } from '../neighbours/missing.ts';
import { CHECKING } from '../neighbours/neighbours.ts';
import { prepareAll, reachedBy } from '../neighbours/prepare.ts';
import { renderLine } from '../report/chart-line.ts';
import { showMs, showRatio } from '../report/format.ts';
import { atMost, type Claim, eachAtMost, type Result, type Table } from '../report/result.ts';
import { costsOf, type Job, type Rounds, runRounds } from '../run-rounds.ts';
import { compareCosts, summarizeCosts } from '../statistics.ts';
import { typed, writeEnvFile } from '../subject.ts';

const ROUND_TRIP_MS = 80;
const COUNT = 100;

const OURS = 'migration-gate verify';
const BOTH_FAR = 'migration-gate verify, local as far away';
const FLOOR = 'the floor';
const OURS_DIRECT = 'migration-gate verify, direct TLS';
const FLOOR_DIRECT = 'the floor, direct TLS';

type Measured = {
  readonly version: string;
  readonly rounds: Rounds;
  /** Of production alone, the most that was seen in one run. */
  readonly roundTrips: ReadonlyMap<string, number>;
};

/** Goal 5: over a line whose round trip takes 80 ms. */
export async function measureRealLine(bench: Bench): Promise<Result> {
  const floor = await buildFloor(bench.root, bench.folder);
  const problems: string[] = [];
  const installed = await measureServer(bench, 'installed', floor, problems);
  // Direct TLS began with PostgreSQL 17; only the package is sure to have one.
  const newest = bench.options.smoke ? null : await measureServer(bench, 'newest', floor, problems);
  const servers = newest === null ? [installed] : [installed, newest];
  return {
    number: 5,
    title: 'A real line: 80 ms for a round trip',
    how: HOW,
    claims: [
      ...judge(installed, OURS, FLOOR, 7),
      ...(newest === null ? [] : judge(newest, OURS_DIRECT, FLOOR_DIRECT, 6)),
      ...judgeNeighbours(installed),
    ],
    tables: servers.map(toTable),
    notes: [...missingNeighbours(bench, CHECKING), ...problems],
    charts: {
      'benchmarks-line.svg': renderLine(
        [...installed.rounds].map(([name, costs]) => ({
          name,
          ms: summarizeCosts(costs, 'wallMs').median,
          roundTrips: installed.roundTrips.get(name) ?? 0,
        })),
      ),
    },
  };
}

const HOW = `A proxy in front of production holds every byte back for 40 ms each way, and the first ones for
80 ms more, which is what TCP's own greeting takes. Production speaks TLS and is verified by all of them;
ours asks the local database, too, at the same time, on loopback (in one row over such a line, too).
${COUNT} migrations, all of them applied. Round trips are those that a client waited for, TCP's own
included, counted by the proxy. \`NODE_EXTRA_CA_CERTS\` is unset for all of them.`;

async function measureServer(
  bench: Bench,
  which: 'installed' | 'newest',
  floor: string,
  problems: string[],
): Promise<Measured> {
  const servers = await bench.servers(which);
  bench.say(`  PostgreSQL ${servers.version}`);
  const gated = await prepareGate(bench, servers, COUNT);
  await using far = await openLine(servers.production, ROUND_TRIP_MS);
  await using farLocal = await openLine(servers.local, ROUND_TRIP_MS);
  const roundTrips = new Map<string, number>();
  const jobs = ownJobs(bench, gated, floor, far, farLocal, which === 'newest');
  if (which === 'installed') {
    const { prepared, problems: said } = await prepareAll(
      bench,
      CHECKING,
      servers.production,
      COUNT,
    );
    problems.push(...said);
    const through = reach(servers.production, far);
    for (const it of prepared) {
      const command = reachedBy(bench, it, through, COUNT);
      jobs[it.neighbour.name] = async () => command;
    }
  }
  const counted = Object.entries(jobs).map(([name, makeCommand]): [string, Job] => [
    name,
    async () => {
      const command = await makeCommand();
      far.takeTraffic();
      const cost = await measureOk(bench.measurer, command);
      roundTrips.set(name, Math.max(roundTrips.get(name) ?? 0, far.takeTraffic().roundTrips));
      return cost;
    },
  ]);
  const rounds = await runRounds(Object.fromEntries(counted), bench.options.rounds(9));
  return { version: servers.version, rounds, roundTrips };
}

/** What is to be typed, once what it needs is written. */
type Prepare = () => Promise<Command>;

function ownJobs(
  bench: Bench,
  { repository, local, production }: Gated,
  floor: string,
  far: Line,
  farLocal: Line,
  direct: boolean,
): Record<string, Prepare> {
  const through = reach(production, far);
  const verify =
    (nearest: Access, parameters = ''): Prepare =>
    async () => {
      writeEnvFile(repository, nearest, through, parameters);
      return typed(bench.subject, repository, 'verify');
    };
  return {
    [OURS]: verify(local),
    [FLOOR]: async () => runFloor(floor, repository, local, through),
    [BOTH_FAR]: verify(reach(local, farLocal)),
    ...(direct
      ? {
          [OURS_DIRECT]: verify(local, 'sslnegotiation=direct'),
          [FLOOR_DIRECT]: async () => runFloor(floor, repository, local, through, true),
        }
      : {}),
  };
}

const reach = (access: Access, { host, port }: Line): Access => ({ ...access, host, port });

function judge(
  { version, rounds, roundTrips }: Measured,
  ours: string,
  floor: string,
  least: number,
): Claim[] {
  const of = `PostgreSQL ${version}`;
  const ratio = compareCosts(costsOf(rounds, ours), costsOf(rounds, floor), 'wallMs').median;
  const own = roundTrips.get(ours) ?? Number.NaN;
  return [
    atMost(`${ours}: round trips, ${of}`, own, least, ''),
    atMost(
      `${ours}: round trips more than the floor, ${of}`,
      own - (roundTrips.get(floor) ?? 0),
      0,
      '',
    ),
    atMost(`${ours}: wall time against the floor, ${of}`, ratio, 1.25, '×'),
  ];
}

function judgeNeighbours({ rounds }: Measured): Claim[] {
  const present = CHECKING.filter(({ name }) => rounds.has(name));
  const ratios = present.map(({ name }): [string, number] => [
    name,
    compareCosts(costsOf(rounds, OURS), costsOf(rounds, name), 'wallMs').median,
  ]);
  return eachAtMost('wall time against every neighbour', new Map(ratios), 1);
}

function toTable({ version, rounds, roundTrips }: Measured): Table {
  return {
    title: `PostgreSQL ${version}`,
    head: ['', 'round trips', 'wall ms', 'their time by ours'],
    rows: [...rounds].map(([name, costs]) => [
      name,
      String(roundTrips.get(name) ?? 0),
      showMs(summarizeCosts(costs, 'wallMs')),
      name === OURS ? '' : showRatio(compareCosts(costs, costsOf(rounds, OURS), 'wallMs')),
    ]),
  };
}
