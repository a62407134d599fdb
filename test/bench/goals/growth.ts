import { join } from 'node:path';
import { openLine, type Traffic } from '../../support/line.ts';
import type { Bench } from '../bench.ts';
import { buildFloor, runFloor } from '../floor.ts';
import { type Gated, prepareGate } from '../gated.ts';
import { type Command, measureOk } from '../measure.ts';
import { profileWhere } from '../profile.ts';
import { writeFiles } from '../project.ts';
import { showCount, showMb, showMs, showRatio } from '../report/format.ts';
import { atMost, type Claim, type Result } from '../report/result.ts';
import { repositoryAt } from '../repository.ts';
import { costsOf, runRounds } from '../run-rounds.ts';
import { compareCosts, summarizeCosts } from '../statistics.ts';
import { typed, writeEnvFile } from '../subject.ts';
import { listGitCalls } from '../trace-git.ts';

const FEW = 10;

type Wire = { readonly count: number; readonly ours: Traffic; readonly floor: Traffic };

/** Goal 4: what ten thousand migrations cost more than ten. */
export async function measureGrowth(bench: Bench): Promise<Result> {
  const { smoke, rounds } = bench.options;
  const many = smoke ? 20 : 10_000;
  const servers = await bench.servers('installed');
  const floor = await buildFloor(bench.root, bench.folder);
  const [small, large] = [
    await prepareGate(bench, servers, FEW),
    await prepareGate(bench, servers, many),
  ];
  const verify = ({ repository }: Gated): Command => typed(bench.subject, repository, 'verify');
  const measured = await runRounds(
    {
      few: () => measureOk(bench.measurer, verify(small)),
      many: () => measureOk(bench.measurer, verify(large)),
    },
    rounds(25),
  );
  const [few, more] = [costsOf(measured, 'few'), costsOf(measured, 'many')];
  const ratio = compareCosts(more, few, 'wallMs');
  const calls = await listGitCalls(bench, verify(large));
  const withoutContents = await verifyWithoutContents(bench, large);
  const wires = [
    await measureWire(bench, floor, small, FEW),
    await measureWire(bench, floor, large, many),
  ];
  const claims: Claim[] = [
    atMost(`wall time, ${showCount(many)} against ${FEW} migrations`, ratio.median, 1.6, '×'),
    atMost(`peak memory, ${showCount(many)}`, summarizeCosts(more, 'peakMb').max, 120, 'MB'),
    atMost('`git ls-tree` of all files, processes', count(calls, /ls-tree .*-r/), 1, ''),
    {
      what: 'works where git has no content of any migration',
      limit: 'exit code 0',
      measured: `exit code ${withoutContents}`,
      met: withoutContents === 0,
    },
    atMost(
      `round trips more than with ${FEW}`,
      (wires[1]?.ours.roundTrips ?? 0) - (wires[0]?.ours.roundTrips ?? 0),
      0,
      '',
    ),
  ];
  return {
    number: 4,
    title: 'Growth: ten thousand migrations against ten',
    how: HOW,
    claims,
    tables: [
      {
        title: 'wall and CPU ms, median (min–max)',
        head: ['', `N = ${FEW}`, `N = ${showCount(many)}`, 'ratio'],
        rows: [
          ...(['wallMs', 'cpuMs'] as const).map((of) => [
            of === 'wallMs' ? 'wall ms' : 'CPU ms',
            showMs(summarizeCosts(few, of)),
            showMs(summarizeCosts(more, of)),
            showRatio(compareCosts(more, few, of)),
          ]),
          ['peak MB', ...[few, more].map((costs) => showMb(summarizeCosts(costs, 'peakMb'))), ''],
        ],
      },
      {
        title: 'Bytes on the wire to production and back, TLS included',
        head: ['N', 'out', 'in', 'out, the floor', 'in, the floor', 'round trips'],
        rows: wires.map(({ count, ours, floor: least }) => [
          showCount(count),
          ...[ours.bytesOut, ours.bytesIn, least.bytesOut, least.bytesIn].map(showCount),
          String(ours.roundTrips),
        ]),
      },
    ],
    profile: await profileWhere(bench, claims, large.repository),
  };
}

const HOW = `The same command in two repositories in turn; all is applied in both. Bytes are counted
by a proxy in front of production, with the TLS handshake and the certificate, which are all of the
floor's; git's processes are those of its own trace. That no content of a migration is read is tried in
a clone without blobs (\`--filter=blob:none\`) whose remote is gone. The chart is in goal 3.`;

/** The exit code in a clone without blobs that cannot fetch any; only the config is there. */
async function verifyWithoutContents(
  bench: Bench,
  { repository, local, production }: Gated,
): Promise<number> {
  const path = `${repository.path}_without_blobs`;
  await repository.git('config', 'uploadpack.allowFilter', 'true');
  const filter = ['--filter=blob:none', '--no-checkout', '--quiet'];
  await repository.git('clone', ...filter, `file://${repository.path}`, path);
  const clone = repositoryAt(path, bench.home);
  for (const file of ['.gitignore', 'migration-gate.json']) {
    writeFiles(path, { [file]: `${await clone.git('show', `HEAD:${file}`)}\n` });
  }
  await clone.git('remote', 'set-url', 'origin', join(path, 'gone'));
  writeEnvFile(clone, local, production);
  const { code, output } = await bench.measurer.run(typed(bench.subject, clone, 'verify'));
  if (code !== 0) bench.say(output);
  return code;
}

/** A short line, so that the round trips are exact. */
const ROUND_TRIP_MS = 10;

async function measureWire(
  bench: Bench,
  floor: string,
  { repository, local, production }: Gated,
  count: number,
): Promise<Wire> {
  await using line = await openLine(production, ROUND_TRIP_MS);
  try {
    const through = { ...production, host: line.host, port: line.port };
    writeEnvFile(repository, local, through);
    await measureOk(bench.measurer, typed(bench.subject, repository, 'verify'));
    const ours = line.takeTraffic();
    await measureOk(bench.measurer, runFloor(floor, repository, local, through));
    return { count, ours, floor: line.takeTraffic() };
  } finally {
    writeEnvFile(repository, local, production);
  }
}

function count(calls: readonly string[], pattern: RegExp): number {
  return calls.filter((call) => pattern.test(call)).length;
}
