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

/** How often a git command starts which hook, and git itself; where a claim is not met. */
export async function countStarted(
  bench: Bench,
  claims: readonly Claim[],
  commands: Readonly<Record<string, () => Promise<Command>>>,
): Promise<Table[]> {
  if (claims.every(({ met }) => met)) return [];
  const rows: string[][] = [];
  for (const [name, prepare] of Object.entries(commands)) {
    const events = await traceGit(bench, await prepare());
    const started = events.filter(({ event }) => event === 'start');
    rows.push([name, String(started.length), renderCounts(events)]);
  }
  return [{ title: 'What is started', head: ['', 'git processes', 'hooks'], rows }];
}

function renderCounts(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const { child_class, hook_name = '?' } of events) {
    if (child_class === 'hook') counts.set(hook_name, (counts.get(hook_name) ?? 0) + 1);
  }
  return [...counts].map(([hook, times]) => `${hook} ${times}×`).join(', ');
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
