import type { Bench } from '../bench.ts';
import { buildFloor, runFloor } from '../floor.ts';
import { type Gated, prepareGate } from '../gated.ts';
import { measureOk } from '../measure.ts';
import { missingNeighbours } from '../neighbours/missing.ts';
import { CHECKING } from '../neighbours/neighbours.ts';
import { type Prepared, prepareAll } from '../neighbours/prepare.ts';
import { profileWhere } from '../profile.ts';
import { renderGrowth } from '../report/chart-growth.ts';
import { showCount, showMb, showMs, showRatio } from '../report/format.ts';
import { atMost, type Claim, eachAtMost, type Result, type Table } from '../report/result.ts';
import { costsOf, type Job, type Rounds, runRounds } from '../run-rounds.ts';
import { compareCosts, type Quantity, summarizeCosts } from '../statistics.ts';
import { typed } from '../subject.ts';

const OURS = 'migration-gate verify';
const FLOOR = 'the floor';

/** What was measured with so many migrations. */
type Size = { readonly count: number; readonly rounds: Rounds };

/** Goal 3: the check of two databases, against the floor and against others checking one. */
export async function measureCheck(bench: Bench): Promise<Result> {
  const { smoke } = bench.options;
  const servers = await bench.servers('installed');
  const floor = await buildFloor(bench.root, bench.folder);
  const sizes: Size[] = [];
  const left: string[] = [];
  let gated: Gated | null = null;
  for (const count of smoke ? [10] : [10, 100, 1000, 10_000]) {
    bench.say(`  ${showCount(count)} migrations`);
    gated = await prepareGate(bench, servers, count);
    const { prepared, problems } = await prepareAll(bench, CHECKING, servers.local, count);
    left.push(...problems);
    sizes.push({ count, rounds: await measureSize(bench, gated, floor, prepared) });
  }
  const claims = sizes.flatMap(judgeSize);
  return {
    number: 3,
    title: 'The check, both targets on loopback, TLS on production',
    how: HOW,
    claims,
    tables: [floorTable(sizes), neighbourTable(sizes, (name) => versionOf(bench, name))],
    notes: [
      ...CHECKING.flatMap(({ note = [] }) => note),
      ...missingNeighbours(bench, CHECKING),
      ...left,
    ],
    why: [...floorsOwn(sizes), GROWS],
    charts: { 'benchmarks-growth.svg': renderGrowth(sizes.map(toPoints)) },
    ...(gated === null ? {} : { profile: await profileWhere(bench, claims, gated.repository) }),
  };
}

const HOW = `\`verify\` asks local (plain TCP) and production (TLS, its own authority). The floor is one
bundled and minified node process that parses the environment with zod, runs one \`git ls-tree\`, connects
to both at once and asks each for one row, whatever N is; it compares nothing. Each neighbour asks one
database, the local one, over plain TCP. \`NODE_EXTRA_CA_CERTS\` is unset for all of them.`;

const GROWS = `The floor asks for one row at any N. What grows here: the list of files is read from git, and
a digest of it is made, as each server makes one of its ledger; then each migration gets its state.`;

/** The neighbours that no node process which speaks TLS to one of two servers can be as fast as. */
function floorsOwn(sizes: readonly Size[]): string[] {
  const faster = CHECKING.filter(({ runsOn }) => runsOn !== 'a binary').flatMap(({ name }) => {
    const ratios = sizes.flatMap(({ count, rounds }) => {
      const theirs = rounds.get(name);
      if (theirs === undefined) return [];
      const { median } = compareCosts(costsOf(rounds, FLOOR), theirs, 'wallMs');
      return median > 1 ? [`${median.toFixed(2)} × (N = ${showCount(count)})`] : [];
    });
    return ratios.length > 0 ? [`${ratios.join(', ')} of that of ${name}`] : [];
  });
  if (faster.length === 0) return [];
  return [`The time of the floor itself, which compares nothing, is ${faster.join('; ')}.`];
}

/** Ours and the floor more often: their ratio is the closest of all. */
async function measureSize(
  { options, measurer, subject }: Bench,
  { repository, local, production }: Gated,
  floor: string,
  prepared: readonly Prepared[],
): Promise<Rounds> {
  const close: Record<string, Job> = {
    [OURS]: () => measureOk(measurer, typed(subject, repository, 'verify')),
    [FLOOR]: () => measureOk(measurer, runFloor(floor, repository, local, production)),
  };
  const far = prepared.map(({ neighbour, status }): [string, Job] => [
    neighbour.name,
    () => measureOk(measurer, status),
  ]);
  const paired = await runRounds(close, options.rounds(20));
  const all = await runRounds({ ...close, ...Object.fromEntries(far) }, options.rounds(5));
  // Those of the first rounds stand last: each neighbour is paired with what ran beside it.
  return new Map([...all].map(([name, costs]) => [name, [...costs, ...(paired.get(name) ?? [])]]));
}

function judgeSize({ count, rounds }: Size): Claim[] {
  const of = `N = ${showCount(count)}`;
  const ours = costsOf(rounds, OURS);
  const ratio = (name: string, what: Quantity): number =>
    compareCosts(ours, costsOf(rounds, name), what).median;
  // A native binary alone starts before node does; it is in the table.
  const others = CHECKING.filter((it) => it.runsOn !== 'a binary' && rounds.has(it.name));
  return [
    atMost(`wall time against the floor, ${of}`, ratio(FLOOR, 'wallMs'), 1.25, '×'),
    atMost(`CPU time against the floor, ${of}`, ratio(FLOOR, 'cpuMs'), 1.25, '×'),
    // Ten thousand have a goal of their own, the next one.
    ...(count < 10_000
      ? [atMost(`peak memory, ${of}`, summarizeCosts(ours, 'peakMb').max, 80, 'MB')]
      : []),
    ...eachAtMost(
      `wall time against every neighbour that is no native binary, ${of}`,
      new Map(others.map(({ name }) => [name, ratio(name, 'wallMs')])),
      1,
    ),
  ];
}

function floorTable(sizes: readonly Size[]): Table {
  return {
    title: 'Against the floor (median, min–max; ratios of paired runs)',
    head: ['N', 'wall ms', 'floor', 'ratio', 'CPU ms', 'floor', 'ratio', 'peak MB', 'floor'],
    rows: sizes.map(({ count, rounds }) => {
      const [ours, floor] = [costsOf(rounds, OURS), costsOf(rounds, FLOOR)];
      return [
        showCount(count),
        ...(['wallMs', 'cpuMs'] as const).flatMap((of) => [
          showMs(summarizeCosts(ours, of)),
          showMs(summarizeCosts(floor, of)),
          showRatio(compareCosts(ours, floor, of)),
        ]),
        showMb(summarizeCosts(ours, 'peakMb')),
        showMb(summarizeCosts(floor, 'peakMb')),
      ];
    }),
  };
}

function neighbourTable(sizes: readonly Size[], label: (name: string) => string): Table {
  const names = [...(sizes[0]?.rounds.keys() ?? [])];
  return {
    title: 'Against the neighbours: wall ms (our time as a share of theirs)',
    head: ['', ...sizes.map(({ count }) => `N = ${showCount(count)}`)],
    rows: names.map((name) => [
      label(name),
      ...sizes.map(({ rounds }) => {
        const theirs = rounds.get(name);
        if (theirs === undefined) return '–';
        const { median } = compareCosts(costsOf(rounds, OURS), theirs, 'wallMs');
        const share = name === OURS ? '' : ` (${median.toFixed(2)})`;
        return `${summarizeCosts(theirs, 'wallMs').median.toFixed(0)}${share}`;
      }),
    ]),
  };
}

function versionOf({ tools }: Bench, name: string): string {
  const version = tools.found.get(name)?.version;
  return version ? `${name} ${version}` : name;
}

const toPoints = ({ count, rounds }: Size) => ({
  count,
  ms: new Map([...rounds].map(([name, costs]) => [name, summarizeCosts(costs, 'wallMs').median])),
});
