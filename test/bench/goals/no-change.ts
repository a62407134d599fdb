import type { Bench } from '../bench.ts';
import {
  armedRepository,
  commitAside,
  countNodeStarts,
  type HookLayout,
  useHooks,
} from '../hook-layouts.ts';
import { type Command, measureOk } from '../measure.ts';
import { showCount, showMs } from '../report/format.ts';
import { atMost, type Claim, type Result } from '../report/result.ts';
import { costsOf, type Job, type Rounds, runRounds } from '../run-rounds.ts';
import { subtractCosts, summarizeCosts } from '../statistics.ts';
import { countStarted } from '../trace-git.ts';

type Series = {
  readonly layout: HookLayout;
  readonly count: number;
  readonly kind: string;
  readonly rounds: Rounds;
  readonly nodeStarts: number;
};

/** Goal 2: a merge into main that changes no migration. */
export async function measureNoChange(bench: Bench): Promise<Result> {
  const series: Series[] = [];
  const started: Record<string, () => Promise<Command>> = {};
  for (const count of bench.options.smoke ? [10] : [10, 10_000]) {
    for (const name of ['plain hooks', 'husky'] as const) {
      const layout = await armedRepository(bench, name, count);
      for (const kind of await makeBranches(layout)) {
        bench.say(`  ${name}, ${showCount(count)} migrations: ${kind}`);
        series.push(await measureMerge(bench, layout, count, kind));
        started[`${kind}, ${name}, ${showCount(count)}`] = async () => {
          await restart(layout, layout.ours);
          return layout.repository.typed(...(MERGES[kind] ?? []));
        };
      }
      await proveThatNodeIsSeen(bench, layout);
    }
  }
  const claims = series.flatMap(judge);
  return {
    number: 2,
    title: 'No migration change: a merge into main that changes none',
    how: HOW,
    claims,
    tables: [
      {
        title: 'wall ms, median (min–max)',
        head: [
          '',
          'layout',
          'migrations',
          'without ours',
          'with ours',
          'more',
          'empty hooks: more',
          'CPU ms more',
          'node started',
        ],
        rows: series.map(toRow),
      },
    ],
    why: [WHY],
    profile: await countStarted(bench, claims, started),
  };
}

const HOW = `\`git merge\` into a protected branch with everything that \`init\` installs, against the same
merge with no hook at all; with husky, against husky's own files without ours. In the place of node stands
a script that writes a line and goes on as node: it has to write none here, and one for a merge that
brings a migration. _Empty hooks_ are \`#!/bin/sh\` and \`exit 0\` under the names of ours: that much
git and sh take to start them at all.`;

const WHY = `To start hooks that do nothing takes the time in the column _empty hooks_, which is git's and
sh's own. Besides it ours start one git process for a fast-forward and two for a merge commit, one for
each moment at which it can be refused and about which nothing is known yet.`;

const MERGES: Readonly<Record<string, readonly string[]>> = {
  'merge commit': ['merge', '--quiet', '--no-edit', 'side'],
  'fast-forward': ['merge', '--quiet', '--ff-only', 'ahead'],
};

async function makeBranches({ repository }: HookLayout): Promise<string[]> {
  await commitAside(repository, 'side', 'main', 'src/side.txt');
  await commitAside(repository, 'main', 'main', 'src/app.txt');
  await repository.git('tag', 'main-start');
  await commitAside(repository, 'ahead', 'main', 'src/app.txt');
  await repository.git('switch', '--quiet', 'main');
  return Object.keys(MERGES);
}

async function restart(layout: HookLayout, folder: string | null): Promise<void> {
  await useHooks(layout, folder);
  await layout.repository.git('reset', '--quiet', '--hard', 'main-start');
}

async function measureMerge(
  { measurer, options }: Bench,
  layout: HookLayout,
  count: number,
  kind: string,
): Promise<Series> {
  const { repository, name } = layout;
  const before = countNodeStarts(layout);
  const withHooks =
    (folder: string | null): Job =>
    async () => {
      await useHooks(layout, folder);
      await repository.git('reset', '--quiet', '--hard', 'main-start');
      return measureOk(measurer, repository.typed(...(MERGES[kind] ?? [])));
    };
  const rounds = await runRounds(
    {
      without: withHooks(name === 'husky' ? layout.without : null),
      ours: withHooks(layout.ours),
      hollow: withHooks(layout.hollow),
    },
    options.rounds(25),
  );
  return { layout, count, kind, rounds, nodeStarts: countNodeStarts(layout) - before };
}

/** Else a hook that does not run at all would be the fastest. */
async function proveThatNodeIsSeen({ measurer }: Bench, layout: HookLayout): Promise<void> {
  const { repository } = layout;
  const before = countNodeStarts(layout);
  await repository.git('reset', '--quiet', '--hard', 'main-start');
  await commitAside(repository, 'brings', 'main', 'migrations/99999_more.sql');
  await repository.git('switch', '--quiet', 'main');
  await useHooks(layout, layout.ours);
  const { code } = await measurer.run(repository.typed('merge', '--quiet', '--no-edit', 'brings'));
  if (code !== 0 && countNodeStarts(layout) > before) return;
  throw new Error(`A merge that brings a migration was not judged (${layout.name}).`);
}

function judge({ layout, count, kind, rounds, nodeStarts }: Series): Claim[] {
  const what = `${kind}, ${layout.name}, ${showCount(count)} migrations`;
  const more = subtractCosts(costsOf(rounds, 'ours'), costsOf(rounds, 'without'), 'wallMs');
  return [
    atMost(`${what}: more than without ours`, more.median, 12, 'ms'),
    atMost(`${what}: node started`, nodeStarts, 0, ''),
  ];
}

function toRow({ layout, count, kind, rounds, nodeStarts }: Series): string[] {
  const [ours, without] = [costsOf(rounds, 'ours'), costsOf(rounds, 'without')];
  const hollow = costsOf(rounds, 'hollow');
  return [
    kind,
    layout.name,
    showCount(count),
    showMs(summarizeCosts(without, 'wallMs')),
    showMs(summarizeCosts(ours, 'wallMs')),
    showMs(subtractCosts(ours, without, 'wallMs')),
    showMs(subtractCosts(hollow, without, 'wallMs')),
    showMs(subtractCosts(ours, without, 'cpuMs')),
    String(nodeStarts),
  ];
}
