import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv } from '../../support/clean-env.ts';
import { type Access, anotherDatabase, freshDatabase, runSql } from '../access.ts';
import type { Bench } from '../bench.ts';
import { type Command, type Measured, measureOk } from '../measure.ts';
import { makeMigrations } from '../migrations.ts';
import { writeProject } from '../project.ts';
import type { Neighbour, Place, Started } from './neighbour.ts';

/** A neighbour in a project of its own, whose database has run all of it. */
export type Prepared = { readonly neighbour: Neighbour; readonly status: Command };

/** Its files and its filled ledger; it has answered that nothing is pending. */
async function prepareNeighbour(
  bench: Bench,
  neighbour: Neighbour,
  role: Access,
  count: number,
): Promise<Prepared> {
  const access = await fillDatabase(bench, neighbour, role, count);
  const folder = writeNeighbour(bench, neighbour, access, count);
  const status = commandIn(bench, neighbour, neighbour.status, folder, access);
  await checkClean(bench, neighbour, status);
  return { neighbour, status };
}

/**
 * Those that do the job here: each sees that nothing is pending, and with one file more than its
 * ledger has it does not answer the same. Whoever does not is said, and left out.
 */
export async function prepareAll(
  bench: Bench,
  neighbours: readonly Neighbour[],
  role: Access,
  count: number,
): Promise<{ readonly prepared: Prepared[]; readonly problems: string[] }> {
  const prepared: Prepared[] = [];
  const problems: string[] = [];
  for (const neighbour of neighbours) {
    if (!bench.tools.found.get(neighbour.name)?.version) continue;
    try {
      if (count === LEAST) await proveThatItLooks(bench, neighbour, role);
      prepared.push(await prepareNeighbour(bench, neighbour, role, count));
    } catch (error) {
      const { message } = error as Error;
      bench.say(`  ${message}`);
      const lines = message.split('\n').filter((line) => line.trim() !== '');
      const said = lines.slice(1).find((line) => /error|:/i.test(line)) ?? lines.at(-1);
      const problem = [...new Set([lines[0], said])].join(' ').replaceAll(FOLDERS, '');
      problems.push(`${neighbour.name} with ${count} migrations was left out: ${problem}`);
    }
  }
  return { prepared, problems };
}

/** Those of absolute paths: they are of this machine. */
const FOLDERS = /\/(?:[^\s/]+\/)+/g;

/** The smallest number of migrations that is measured. */
const LEAST = 10;

async function proveThatItLooks(bench: Bench, neighbour: Neighbour, role: Access): Promise<void> {
  await prepareNeighbour(bench, neighbour, role, 3);
  const access = { ...role, database: slug(neighbour) };
  const folder = writeNeighbour(bench, neighbour, access, 4);
  const command = commandIn(bench, neighbour, neighbour.status, folder, access);
  const answer = await bench.measurer.run(command);
  if (answer.code !== 0 || !neighbour.clean.test(answer.output)) return;
  const [row] = await runSql(access, `SELECT to_regclass('thing_4') IS NOT NULL AS applied`);
  if (row?.['applied'] !== true) throw new Error('it does not see what is pending');
}

/** The same project without a ledger, to be deployed into a new database. */
export async function prepareDeploy(
  bench: Bench,
  neighbour: Neighbour,
  role: Access,
  count: number,
): Promise<Command> {
  const access = await anotherDatabase(role, slug(neighbour));
  const folder = writeNeighbour(bench, neighbour, access, count, access.database);
  return commandIn(bench, neighbour, neighbour.deploy ?? neighbour.status, folder, access);
}

/** The same command against the same database, reached another way. */
export function reachedBy(
  bench: Bench,
  { neighbour }: Prepared,
  access: Access,
  count: number,
): Command {
  const through = { ...access, database: slug(neighbour) };
  const folder = writeNeighbour(bench, neighbour, through, count);
  return commandIn(bench, neighbour, neighbour.status, folder, through);
}

const slug = ({ name }: Neighbour): string => name.replaceAll(/\W+/g, '_');

function writeNeighbour(
  bench: Bench,
  neighbour: Neighbour,
  access: Access,
  count: number,
  name = slug(neighbour),
): string {
  const folder = join(bench.folder, 'projects', name);
  writeProject(folder, {
    'package.json': '{ "private": true }\n',
    ...neighbour.files(makeMigrations(count), access),
  });
  symlinkSync(bench.tools.modules, join(folder, 'node_modules'));
  return folder;
}

async function fillDatabase(
  bench: Bench,
  neighbour: Neighbour,
  role: Access,
  count: number,
): Promise<Access> {
  const access = await freshDatabase(role, slug(neighbour));
  const { begin } = neighbour;
  if (begin !== undefined) {
    const folder = writeNeighbour(bench, neighbour, access, count);
    await measureOk(bench.measurer, commandIn(bench, neighbour, begin, folder, access));
  }
  await runSql(access, neighbour.ledger(makeMigrations(count)));
  await runSql(access, 'VACUUM ANALYZE');
  return access;
}

function commandIn(
  bench: Bench,
  neighbour: Neighbour,
  started: Started,
  cwd: string,
  access: Access,
): Command {
  const { modules, found } = bench.tools;
  const place: Place = { access, modules, command: found.get(neighbour.name)?.command ?? '' };
  const { argv, env = {} } = started(place);
  return { argv, cwd, env: { ...cleanEnv(bench.home), ...env } };
}

/** Some answer by an exit code, some in words; all of ours expect both. */
async function checkClean(
  bench: Bench,
  { name, clean }: Neighbour,
  status: Command,
): Promise<Measured> {
  const answer = await measureOk(bench.measurer, status);
  if (clean.test(answer.output)) return answer;
  const said = answer.output.slice(-1000);
  throw new Error(`${name} does not say that nothing is pending, but:\n${said}`);
}
