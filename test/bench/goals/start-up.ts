import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { measureOk } from '../measure.ts';
import { makeMigrations } from '../migrations.ts';
import { profileWhere } from '../profile.ts';
import { showCount, showMb, showMs, showRatio } from '../report/format.ts';
import { atMost, type Result } from '../report/result.ts';
import { freshRepository } from '../repository.ts';
import { costsOf, type Job, runRounds } from '../run-rounds.ts';
import { compareCosts, summarizeCosts } from '../statistics.ts';
import { gateFiles, typed } from '../subject.ts';

const NODE = 'node -e 0';
const HELP = 'migration-gate --help';
const HOOK = "a hook's start, with nothing to judge";

/** Goal 7: what it costs before anything is done. */
export async function measureStartUp(bench: Bench): Promise<Result> {
  const path = join(bench.folder, 'repositories', 'start-up');
  const repository = await freshRepository(path, bench.home, gateFiles(makeMigrations(10)));
  const { subject, measurer } = bench;
  const command = typed(subject, repository);
  const run =
    (...args: string[]): Job =>
    () =>
      measureOk(measurer, { ...command, argv: [process.execPath, ...args] });
  const rounds = await runRounds(
    {
      [NODE]: run('-e', '0'),
      [HELP]: run(subject.script, '--help'),
      [HOOK]: run(subject.script, 'hook', 'reference-transaction', 'prepared'),
    },
    bench.options.rounds(40),
  );
  const [node, help] = [costsOf(rounds, NODE), costsOf(rounds, HELP)];
  const claims = (['wallMs', 'cpuMs'] as const).map((of) => {
    const what = of === 'wallMs' ? 'wall time' : 'CPU time';
    return atMost(
      `\`--help\` against \`${NODE}\`, ${what}`,
      compareCosts(help, node, of).median,
      2,
      '×',
    );
  });
  const dist = join(bench.root, 'dist');
  const sizeOf = (file: string): string => showCount(statSync(join(dist, file)).size);
  return {
    number: 7,
    title: 'Start-up',
    how: `In turn. The program is bundled and minified; what hooks and \`verify\` load of it are ${sizeOf('program.hot.cjs')} bytes in one file, with ${sizeOf('program.first.cjs')} of what every start needs.`,
    claims,
    tables: [
      {
        title: 'median (min–max)',
        head: ['', 'wall ms', 'by node', 'CPU ms', 'by node', 'peak MB'],
        rows: [...rounds].map(([name, costs]) => [
          name,
          ...(['wallMs', 'cpuMs'] as const).flatMap((of) => [
            showMs(summarizeCosts(costs, of)),
            showRatio(compareCosts(costs, node, of)),
          ]),
          showMb(summarizeCosts(costs, 'peakMb')),
        ]),
      },
    ],
    profile: await profileWhere(bench, claims, repository, ['--help']),
  };
}
