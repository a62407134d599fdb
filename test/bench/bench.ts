import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRunFolder } from '../support/run-folder.ts';
import { type Measurer, startMeasurer } from './measure.ts';
import { installNeighbours, type Tools } from './neighbours/install.ts';
import { CHECKING, DEPLOYING, SMOKING } from './neighbours/neighbours.ts';
import type { Options } from './options.ts';
import { type Servers, startCaretaker, startServers } from './servers.ts';
import { type Subject, subjectIn } from './subject.ts';

/** What every goal is measured with. */
export type Bench = {
  readonly root: string;
  readonly options: Options;
  /** Of this run, and gone after it. */
  readonly folder: string;
  readonly home: string;
  readonly measurer: Measurer;
  readonly subject: Subject;
  readonly tools: Tools;
  /** The PostgreSQL that is installed here, or the newest; started when first asked for. */
  servers(which: 'installed' | 'newest'): Promise<Servers>;
  say(line: string): void;
};

export async function withBench<T>(
  places: { readonly root: string; readonly cache: string },
  options: Options,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { root, cache } = places;
  const folder = openRunFolder();
  const home = join(folder, 'home');
  mkdirSync(home);
  const endCaretaker = startCaretaker(root, folder);
  const measurer = startMeasurer(root, folder);
  try {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    say('Installing the neighbours');
    const neighbours = options.smoke ? SMOKING : [...new Set([...CHECKING, ...DEPLOYING])];
    const tools = await installNeighbours(neighbours, cache);
    const subject = subjectIn(root);
    const servers = startOnce(folder);
    return await use({ root, options, folder, home, measurer, subject, tools, servers, say });
  } finally {
    await measurer.close();
    await endCaretaker();
  }
}

function startOnce(folder: string): Bench['servers'] {
  const started = new Map<string, Promise<Servers>>();
  return (which) => {
    const running = started.get(which) ?? startServers(folder, which === 'newest');
    started.set(which, running);
    return running;
  };
}
