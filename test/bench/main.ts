import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, withBench } from './bench.ts';
import { GOALS } from './goals/goals.ts';
import { readMachine } from './machine.ts';
import { type Options, parseOptions } from './options.ts';
import { renderReport, renderResult } from './report/markdown.ts';
import type { Result } from './report/result.ts';

/** The exit code: 1 where a goal could not be measured. One that is missed is a result, not a failure. */
export async function main(
  args: string[],
  places: { readonly root: string; readonly cache: string },
): Promise<number> {
  const options = parseOptions(args);
  const machine = readMachine(places.root);
  return withBench(places, options, async (bench) => {
    const results: Result[] = [];
    let failed = 0;
    for (const { number, measure } of GOALS) {
      if (options.only !== null && !options.only.includes(number)) continue;
      const started = performance.now();
      bench.say(`Goal ${number}`);
      try {
        results.push(await measure(bench));
      } catch (error) {
        failed += 1;
        bench.say(`  could not be measured: ${(error as Error).stack}`);
      }
      bench.say(`  ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
    const versions = [await versionRow(bench, 'installed'), await versionRow(bench, 'newest')];
    report(places.root, options, results, failed, [...machine, ...versions.flat()]);
    return failed === 0 ? 0 : 1;
  });
}

/** Only a whole run is written down, so that all of the report is of one run. */
function report(
  root: string,
  options: Options,
  results: readonly Result[],
  failed: number,
  machine: string[][],
): void {
  if (options.smoke) {
    process.stdout.write(`The bench works: ${results.length} goals measured, ${failed} failed.\n`);
    return;
  }
  const whole = options.only === null && failed === 0;
  const folder = options.out ?? (whole ? join(root, 'docs') : null);
  if (folder === null) {
    process.stdout.write(`${results.map(renderResult).join('\n')}\n`);
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'benchmarks.md'), renderReport(results, machine));
  for (const { charts = {} } of results) {
    for (const [file, svg] of Object.entries(charts)) writeFileSync(join(folder, file), svg);
  }
}

async function versionRow(bench: Bench, which: 'installed' | 'newest'): Promise<string[][]> {
  if (bench.options.smoke || bench.options.only !== null) return [];
  return [[`PostgreSQL, ${which}`, (await bench.servers(which)).version]];
}
