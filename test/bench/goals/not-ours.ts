import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { armedRepository, commitAside, type HookLayout, useHooks } from '../hook-layouts.ts';
import { type Command, measureOk } from '../measure.ts';
import { showMs, showRatio } from '../report/format.ts';
import { atMost, type Claim, type Result } from '../report/result.ts';
import { repositoryAt } from '../repository.ts';
import { costsOf, type Job, type Rounds, runRounds } from '../run-rounds.ts';
import { compareCosts, type Quantity, summarizeCosts } from '../statistics.ts';
import { countStarted } from '../trace-git.ts';

const WHY = `A commit costs one git process: does it bring a config that the stamp does not know? That may
protect this very branch, and nothing that sh can read tells it ([decisions.md](decisions.md)).`;

const USUAL = { branches: 200, commits: 20 };
const FEW = { branches: 5, commits: 2 };

/** A command that moves no protected branch. */
type Action = {
  readonly name: string;
  readonly rounds: number;
  readonly command: Command;
  /** Brings the repository back to where it was. */
  undo(): Promise<unknown>;
};

type Series = { readonly layout: string; readonly action: string; readonly rounds: Rounds };

/** Goal 1: what our reference-transaction costs those whose branches are not protected. */
export async function measureNotOurs(bench: Bench): Promise<Result> {
  const series: Series[] = [];
  const started: Record<string, () => Promise<Command>> = {};
  for (const name of ['plain hooks', 'husky'] as const) {
    const layout = await armedRepository(bench, name, 10);
    for (const action of await makeActions(bench, layout)) {
      bench.say(`  ${name}: ${action.name}`);
      const jobs = jobsOf(bench, layout, action);
      const rounds = await runRounds(jobs, bench.options.rounds(action.rounds));
      series.push({ layout: name, action: action.name, rounds });
      started[`${action.name}, ${name}`] = async () => {
        await useHooks(layout, layout.transaction);
        await action.undo();
        return action.command;
      };
    }
  }
  const claims = series.map(judge);
  return {
    number: 1,
    title: 'Not ours: an update that moves no protected branch',
    how: HOW,
    claims,
    tables: [
      {
        title: 'wall ms, median (min–max)',
        head: [...HEAD, 'ratio', 'ratio of CPU', 'all our hooks'],
        rows: series.map(toRow),
      },
    ],
    why: [WHY],
    profile: await countStarted(bench, claims, started),
  };
}

const HOW = `The same command in the same repository with different hooks folders in turn: none; a
\`reference-transaction\` that is \`#!/bin/sh\` and \`exit 0\`; ours and no other hook; everything that
\`init\` installs. The goal is about the third against the second.`;

const HEAD = ['', 'layout', 'no hook', 'empty sh hook', 'our hook'];

function judge({ layout, action, rounds }: Series): Claim {
  const ratio = compareCosts(costsOf(rounds, 'ours'), costsOf(rounds, 'empty'), 'wallMs');
  return atMost(`${action}, ${layout}: our hook against an empty one`, ratio.median, 1.15, '×');
}

function toRow({ layout, action, rounds }: Series): string[] {
  const ms = (name: string): string => showMs(summarizeCosts(costsOf(rounds, name), 'wallMs'));
  const ratio = (of: Quantity): string =>
    showRatio(compareCosts(costsOf(rounds, 'ours'), costsOf(rounds, 'empty'), of));
  const series = ['none', 'empty', 'ours'].map(ms);
  return [action, layout, ...series, ratio('wallMs'), ratio('cpuMs'), ms('all')];
}

function jobsOf({ measurer }: Bench, layout: HookLayout, action: Action): Record<string, Job> {
  const withHooks =
    (folder: string | null): Job =>
    async () => {
      await useHooks(layout, folder);
      await action.undo();
      return measureOk(measurer, action.command);
    };
  return {
    none: withHooks(null),
    empty: withHooks(layout.empty),
    ours: withHooks(layout.transaction),
    all: withHooks(layout.ours),
  };
}

async function makeActions(bench: Bench, layout: HookLayout): Promise<Action[]> {
  const { repository } = layout;
  const { branches, commits } = bench.options.smoke ? FEW : USUAL;
  const upstream = await makeUpstream(layout, bench.home, branches);
  await commitAside(repository, 'feature', 'main', 'src/feature.txt', commits);
  await repository.git('tag', 'feature-start');
  await commitAside(repository, 'main', 'main', 'src/app.txt');
  const restart = () => repository.git('switch', '--quiet', '-C', 'feature', 'feature-start');
  return [
    {
      name: `fetch of ${branches} refs`,
      rounds: 7,
      command: repository.typed('fetch', '--quiet', '--no-tags', 'origin'),
      // Takes its remote-tracking branches away; the objects stay.
      undo: async () => {
        await repository.git('remote', 'remove', 'origin').catch(() => undefined);
        await repository.git('remote', 'add', 'origin', upstream);
      },
    },
    {
      name: `rebase of ${commits} commits`,
      rounds: 9,
      command: repository.typed('rebase', '--quiet', 'main'),
      undo: restart,
    },
    {
      name: 'commit on a feature branch',
      rounds: 40,
      command: repository.typed('commit', '--quiet', '--allow-empty', '--message', 'One more'),
      undo: restart,
    },
  ];
}

async function makeUpstream(
  { repository }: HookLayout,
  home: string,
  branches: number,
): Promise<string> {
  const path = join(repository.path, '../upstream');
  await repository.git('clone', '--quiet', '--bare', repository.path, path);
  const upstream = repositoryAt(path, home);
  for (let i = 1; i <= branches; i += 1) await upstream.git('branch', `topic-${i}`, 'main');
  return path;
}
