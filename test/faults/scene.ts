import { dirname } from 'node:path';
import { inFolder } from '../deploy/deployable.ts';
import { type Started, startGate } from '../deploy/held-table.ts';
import { copyRepository } from '../support/copy-repository.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import type { Repository } from '../support/repository.ts';
import { renderEnv } from '../support/repository-files.ts';
import type { Result } from '../support/run.ts';
import { type Behind, putBehindFirewall } from './behind.ts';
import { type Line, openLine } from './line.ts';
import { CONCURRENT, inflate } from './migrations.ts';
import { type Stage, through } from './stage.ts';

export type SceneOptions = {
  /** The database lies where `stage.disk` can be filled. */
  readonly onSmallDisk?: boolean;
  /** The first migration makes an index with CONCURRENTLY. */
  readonly concurrently?: boolean;
  readonly behindFirewall?: boolean;
};

/** Two migrations that are not deployed yet, and the network between us and their database. */
export type Scene = {
  readonly stage: Stage;
  readonly repository: Repository;
  /** The test's own way to it, past the line. */
  readonly database: FreshDatabase;
  readonly line: Line;
  readonly concurrently: boolean;
  /** null: it has none. */
  readonly firewall: Behind | null;
  deploy(): Promise<Result>;
  /** The same, in a process that can be killed. */
  start(): Promise<Started>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function openScene(stage: Stage, options: SceneOptions): Promise<Scene> {
  const { server, tls } = stage;
  const { onSmallDisk = false, concurrently = false, behindFirewall = false } = options;
  const copy = `TEMPLATE ${stage.database.name} ${onSmallDisk ? stage.disk.options : ''}`;
  const [database, line] = await Promise.all([
    freshDatabase(server.server, copy),
    openLine(server.server, tls),
  ]);
  const plain = copyRepository(dirname(stage.repository.path));
  const production = through(line, tls, database);
  plain.write('.env', renderEnv({ local: 'none', production }));
  if (concurrently) await plain.commit('An index', inFolder(CONCURRENT));
  if (concurrently && onSmallDisk) await database.query(inflate(stage.disk.rows));
  const firewall = behindFirewall ? await putBehindFirewall(line) : null;
  const repository = firewall === null ? plain : plain.with(firewall.env);
  const words = ['deploy', '--yes', ...(firewall === null ? [] : ['--open-firewall'])];
  return {
    stage,
    repository,
    database,
    line,
    concurrently,
    firewall,
    deploy: () => repository.gate(...words),
    start: () => startGate(repository, ...words),
    [Symbol.asyncDispose]: async () => {
      await line[Symbol.asyncDispose]();
      await firewall?.cloud[Symbol.asyncDispose]();
      await Promise.all([repository[Symbol.asyncDispose](), database.drop()]);
    },
  };
}
