import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot } from '../../support/server-user.ts';
import type { Neighbour } from './neighbour.ts';

const execute = promisify(execFile);

export type Tools = {
  /** The folder `node_modules` that they are in. */
  readonly modules: string;
  /** By neighbour: its version, or null and what the installation answered. */
  readonly found: ReadonlyMap<string, Found>;
};

type Found = {
  readonly version: string | null;
  /** Absolute path of a command of Debian's. */
  readonly command: string;
  readonly problem: string;
};

/** Debian's programs are where Debian puts them, whatever else is on somebody's PATH. */
const DEBIAN_BIN = '/usr/bin';

/**
 * Installs what is not there yet, into a folder of its own that stays for the next run, and with
 * apt-get where we are root. What cannot be installed is answered, not thrown.
 */
export async function installNeighbours(
  neighbours: readonly Neighbour[],
  cache: string,
): Promise<Tools> {
  const folder = join(cache, 'neighbours');
  const modules = join(folder, 'node_modules');
  const problems = new Map<string, string>();
  await installFromNpm(folder, neighbours, problems);
  await installFromDebian(neighbours, problems);
  const found = new Map<string, Found>();
  for (const neighbour of neighbours) {
    const problem = problems.get(neighbour.name) ?? 'it is not there after its installation';
    found.set(neighbour.name, await find(neighbour, modules, problem));
  }
  return { modules, found };
}

async function find(neighbour: Neighbour, modules: string, problem: string): Promise<Found> {
  const [spec] = neighbour.npm ?? [];
  if (spec !== undefined) {
    const { name, version } = parseSpec(spec);
    const there = existsSync(join(modules, name, 'package.json'));
    return { version: there ? version : null, command: '', problem };
  }
  const { command = '', packages = [] } = neighbour.debian ?? {};
  const path = join(DEBIAN_BIN, command);
  if (!existsSync(path)) return { version: null, command: path, problem };
  const query = ['-W', '-f', '$' + '{Version}', packages[0] ?? ''];
  return {
    version: await execute('dpkg-query', query).then(({ stdout }) => stdout),
    command: path,
    problem,
  };
}

/** All at once; one by one where that fails, so that one of them does not take the others along. */
async function installFromNpm(
  folder: string,
  neighbours: readonly Neighbour[],
  problems: Map<string, string>,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const lacking = neighbours.filter((it) => it.npm?.some((spec) => !isThere(folder, spec)));
  if (lacking.length === 0) return;
  const all = new Set(lacking.flatMap((it) => it.npm ?? []));
  if ((await npmInstall(folder, [...all])) === null) return;
  for (const { name, npm = [] } of lacking) {
    const problem = await npmInstall(folder, npm);
    if (problem !== null) problems.set(name, problem);
  }
}

function isThere(folder: string, spec: string): boolean {
  return existsSync(join(folder, 'node_modules', parseSpec(spec).name, 'package.json'));
}

/** `dbmate@2.36.0` */
function parseSpec(spec: string): { name: string; version: string } {
  const at = spec.lastIndexOf('@');
  return { name: spec.slice(0, at), version: spec.slice(at + 1) };
}

async function npmInstall(folder: string, specs: readonly string[]): Promise<string | null> {
  // No install scripts: none of them needs its own, and they would run as whoever runs the bench.
  const args = ['install', '--save-exact', '--ignore-scripts', '--no-audit', '--no-fund'];
  return answerOf(execute('npm', [...args, ...specs], { cwd: folder }));
}

async function installFromDebian(
  neighbours: readonly Neighbour[],
  problems: Map<string, string>,
): Promise<void> {
  const lacking = neighbours.filter(
    ({ debian }) => debian && !existsSync(join(DEBIAN_BIN, debian.command)),
  );
  if (lacking.length === 0) return;
  const note = (problem: string): void => {
    for (const { name } of lacking) problems.set(name, problem);
  };
  if (!isRoot()) return note('not installed, and only root may install it with apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await answerOf(execute('apt-get', ['update', '-qq'], { env }));
  if (updated !== null) return note(updated);
  for (const { name, debian } of lacking) {
    const args = ['install', '-y', '-qq', '--no-install-recommends', ...(debian?.packages ?? [])];
    const problem = await answerOf(execute('apt-get', args, { env }));
    if (problem !== null) problems.set(name, problem);
  }
}

/** null: it went well; else the last line of what it said. */
async function answerOf(running: Promise<unknown>): Promise<string | null> {
  try {
    await running;
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const lines = (stderr || message).trim().split('\n');
    return lines.find((line) => /error|E:/i.test(line)) ?? lines.at(-1) ?? 'it failed';
  }
}
