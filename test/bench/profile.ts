import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { measureOk } from './measure.ts';
import type { Claim, Table } from './report/result.ts';
import type { Repository } from './repository.ts';
import { typed } from './subject.ts';
import { listGitCalls } from './trace-git.ts';

/** `*.cpuprofile`, as far as we read it: which node of the call tree each sample was in. */
type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
};

/** Where the time of `verify` goes, where a claim is not met; else nothing. */
export async function profileWhere(
  bench: Bench,
  claims: readonly Claim[],
  repository: Repository,
  args: readonly string[] = ['verify'],
): Promise<Table[]> {
  if (claims.every(({ met }) => met)) return [];
  const cpu = await profileCpu(bench, repository, args);
  return [cpu, await tableOfGitCalls(bench, repository, args)];
}

async function profileCpu(
  bench: Bench,
  repository: Repository,
  args: readonly string[],
): Promise<Table> {
  const folder = join(bench.folder, 'profile');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const command = typed(bench.subject, repository, ...args);
  const [node = '', ...rest] = command.argv;
  const flags = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', folder];
  await measureOk(bench.measurer, { ...command, argv: [node, ...flags, ...rest] });
  const [file = ''] = readdirSync(folder);
  const profile: CpuProfile = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const shares = [...sumByPlace(profile, placesOf(bench.root))].sort(([, a], [, b]) => b - a);
  const total = shares.reduce((sum, [, ms]) => sum + ms, 0);
  return {
    title: `Where \`${args.join(' ')}\` spends its time: self time by package (node --cpu-prof)`,
    head: ['', 'ms', 'share'],
    rows: shares
      .slice(0, 15)
      .map(([place, ms]) => [place, ms.toFixed(1), `${((100 * ms) / total).toFixed(0)} %`]),
  };
}

function sumByPlace(profile: CpuProfile, placeOf: (frame: Frame) => string): Map<string, number> {
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const sums = new Map<string, number>();
  profile.samples.forEach((id, i) => {
    const place = places.get(id) ?? '?';
    sums.set(place, (sums.get(place) ?? 0) + (profile.timeDeltas[i] ?? 0) / 1000);
  });
  return sums;
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

/** The program is a few files; their maps tell of which package a function is. */
function placesOf(root: string): (frame: Frame) => string {
  const maps = new Map<string, SourceMap>();
  return ({ functionName, url, lineNumber, columnNumber }) => {
    const file = /\/dist\/(program[^/]*\.cjs)$/.exec(url)?.[1];
    if (file === undefined) return placeOfUrl(functionName, url);
    // The bundler's own few lines come from no file, and have no map.
    const path = join(root, 'dist', `${file}.map`);
    if (!existsSync(path)) return `${file}, loading it`;
    const map = maps.get(file) ?? readMap(path);
    maps.set(file, map);
    const entry = map.findEntry(lineNumber, columnNumber);
    const source = 'originalSource' in entry ? entry.originalSource : undefined;
    return source === undefined ? `${file}, loading it` : placeOfSource(source);
  };
}

const readMap = (file: string): SourceMap =>
  new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);

/** `(idle)`, `(garbage collector)`, `node:internal/…`, `file:///…` */
function placeOfUrl(functionName: string, url: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : 'node, native';
  if (url.startsWith('node:')) return `node: ${url.slice(5).split('/').slice(0, 2).join('/')}`;
  return placeOfSource(url);
}

function placeOfSource(source: string): string {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(source)?.[1];
  if (found !== undefined) return found;
  return `migration-gate: ${source.split('/').slice(-2, -1)[0] ?? ''}`;
}

async function tableOfGitCalls(
  bench: Bench,
  repository: Repository,
  args: readonly string[],
): Promise<Table> {
  const calls = await listGitCalls(bench, typed(bench.subject, repository, ...args));
  return {
    title: `The git processes of \`${args.join(' ')}\` (trace2.eventTarget)`,
    head: ['', 'git'],
    rows: calls.map((call, i) => [
      String(i + 1),
      `\`${call.replace(SETTINGS, '').slice(0, 100)}\``,
    ]),
  };
}

/** What all of them begin with. */
const SETTINGS = /(?<=^git ).*--literal-pathspecs /;
