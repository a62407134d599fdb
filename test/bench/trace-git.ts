import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { type Command, measureOk } from './measure.ts';
import { writeProject } from './project.ts';
import type { Claim, Table } from './report/result.ts';

/**
 * What git says of itself while a command runs:
 *
 *     {"event":"start",…,"argv":["git","ls-tree","-r",…]}
 *     {"event":"child_start",…,"child_class":"hook","hook_name":"post-merge",…}
 */
type TraceEvent = {
  readonly event: string;
  readonly argv?: readonly string[];
  readonly child_class?: string;
  readonly hook_name?: string;
};

/** The git processes of a command, in their order, with their arguments. */
export async function listGitCalls(bench: Bench, command: Command): Promise<string[]> {
  const events = await traceGit(bench, command);
  return events.flatMap(({ event, argv = [] }) => (event === 'start' ? [argv.join(' ')] : []));
}

/** How often a git command starts which hook, and what git of itself; where a claim is not met. */
export async function countStarted(
  bench: Bench,
  claims: readonly Claim[],
  commands: Readonly<Record<string, () => Promise<Command>>>,
): Promise<Table[]> {
  if (claims.every(({ met }) => met)) return [];
  const rows: string[][] = [];
  for (const [name, prepare] of Object.entries(commands)) {
    const events = await traceGit(bench, await prepare());
    const git = events.filter(({ event }) => event === 'start').map(subcommand);
    const hooks = events.flatMap((it) => (it.child_class === 'hook' ? [it.hook_name ?? '?'] : []));
    rows.push([name, renderCounts(git), renderCounts(hooks)]);
  }
  return [{ title: 'What is started', head: ['', 'git processes', 'hooks'], rows }];
}

/** `git -c a=b --no-replace-objects cat-file --batch-check`; `git-upload-pack <folder>` */
function subcommand({ argv = [] }: TraceEvent): string {
  const dashed = /git-([a-z-]+)$/.exec(argv[0] ?? '')?.[1];
  if (dashed !== undefined) return dashed;
  return argv.slice(1).find((word, i) => !word.startsWith('-') && argv[i] !== '-c') ?? 'git';
}

function renderCounts(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, times]) => `${word} ${times}×`).join(', ');
}

/** As the global configuration says: the tool does not pass the environment's word on. */
async function traceGit(bench: Bench, command: Command): Promise<TraceEvent[]> {
  const home = join(bench.folder, 'traced-home');
  const trace = join(home, 'trace');
  writeProject(home, { '.gitconfig': `[trace2]\n\teventTarget = ${trace}\n`, trace: '' });
  await measureOk(bench.measurer, { ...command, env: { ...command.env, HOME: home } });
  const lines = readFileSync(trace, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}
