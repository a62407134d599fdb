import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { readDatabase } from '../gate/footprint.ts';
import {
  type Access,
  accessTo,
  freshDatabase,
  localServer,
  productionServer,
} from '../support/postgres.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import type { Server } from '../support/server.ts';
import { CONTENTS } from './contents.ts';
import { history } from './history.ts';

/** Made once in a run, by the test file that comes first; every cell works on a copy. */
export type Template = {
  /** Holds app/ (armed by `init`, on main), fork.git, and X.mbox and X.bundle for each content. */
  readonly root: string;
  /** Names of databases whose ledgers have all that is on main, and what is called deployed. */
  readonly local: string;
  readonly production: string;
};

export type Databases = readonly (readonly unknown[])[];

/** The template, and what stood in its databases before any cell ran. */
export async function matrixTemplate(): Promise<{ template: Template; filled: Databases }> {
  const place = join(inject('runFolder'), 'matrix-template.json');
  if (!existsSync(place)) {
    const template = await makeTemplate();
    const made = { template, filled: await readDatabases(template) };
    // The other worker may have made one too; either is as good.
    writeFileSync(`${place}.${process.pid}`, JSON.stringify(made));
    renameSync(`${place}.${process.pid}`, place);
  }
  return JSON.parse(readFileSync(place, 'utf8'));
}

/** All that stands in both databases, as it comes back from JSON. */
export async function readDatabases({ local, production }: Template): Promise<Databases> {
  const rows = await Promise.all([
    readDatabase(accessIn(localServer(), local)),
    readDatabase(accessIn(productionServer(), production)),
  ]);
  return JSON.parse(JSON.stringify(rows));
}

const accessIn = (server: Server, name: string): Access =>
  accessTo(server, name, server.user, server.password);

const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

async function makeTemplate(): Promise<Template> {
  const [local, production] = await Promise.all([
    freshDatabase(localServer()),
    freshDatabase(productionServer()),
  ]);
  const options = { timeoutSeconds: 10 };
  const { databaseId: id } = await withSession(production.connection, options, ensureLedger);
  const repository = await freshRepository({
    config: {
      ...LOOPBACK_CONFIG,
      protect: ['main', 'release/*'],
      targets: { production: { loopback: true, id } },
    },
    targets: { local, production },
    installed: true,
  });
  const imported = await repository.run('git', [...NO_HOOKS, 'fast-import', '--quiet'], history());
  if (imported.code !== 0) throw new Error(imported.stderr);
  await repository.gitOk(...NO_HOOKS, 'reset', '--quiet', '--hard');
  await runDeployed(repository);
  await addRoads(repository);
  await makeSmall(repository);
  return { root: dirname(repository.path), local: local.name, production: production.name };
}

/** Fills both ledgers, as a team does. */
async function runDeployed(repository: Repository): Promise<void> {
  for (const args of [
    ['apply', 'deployed/ff'],
    ['deploy', 'deployed/ff', '--yes'],
  ]) {
    const { code, stdout, stderr } = await repository.gate(...args);
    if (code !== 0) throw new Error(`${stdout}${stderr}`);
  }
}

/** Beside the repository: another one that has all branches, mails and bundles. */
async function addRoads(repository: Repository): Promise<void> {
  await repository.gitOk('clone', '--quiet', '--bare', '.', '../fork.git');
  await repository.gitOk('remote', 'add', 'fork', '../fork.git');
  await repository.gitOk('fetch', '--quiet', 'fork');
  for (const content of CONTENTS) {
    const mail = await repository.gitOk('format-patch', '-1', '--stdout', `${content}/side`);
    repository.write(`../${content}.mbox`, `${mail}\n`);
    await repository.gitOk('bundle', 'create', '-q', `../${content}.bundle`, `${content}/ff`);
  }
}

/** A copy of it is made for each cell, so it is a few files. */
async function makeSmall(repository: Repository): Promise<void> {
  const script = `
for repository in .git ../fork.git; do
  git --git-dir "$repository" gc --quiet
  rm -rf "$repository"/hooks/*.sample "$repository/logs"
done
rm -rf ../home/.npm`;
  const { code, stderr } = await repository.run('sh', ['-eu', '-c', script]);
  if (code !== 0) throw new Error(stderr);
}
