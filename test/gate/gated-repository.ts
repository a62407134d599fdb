import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { installedRepository } from '../support/installed-repository.ts';
import {
  type FreshDatabase,
  freshDatabase,
  localServer,
  productionServer,
} from '../support/postgres.ts';
import { CLI, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';

export type Gated = {
  readonly repository: Repository;
  readonly local: FreshDatabase;
  readonly production: FreshDatabase;
  [Symbol.asyncDispose](): Promise<void>;
};

export const MIGRATION = 'migrations/001_create_customers.sql';

/** A migration of the plain layout, with its header. */
export function migrationText(path: string, sql: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return `-- Migration: ${name}\n-- Date: 2026-11-23\n-- Purpose: a test\n-- Part of: tests\n\n${sql}\n`;
}

/**
 * A repository whose `main` is gated: hooks armed, config committed, two real databases (production
 * is pinned), and one migration on the branch `feature` that is in neither. HEAD is main.
 */
export async function gatedRepository(config: Record<string, unknown> = {}): Promise<Gated> {
  const [local, production] = await Promise.all([
    freshDatabase(localServer()),
    freshDatabase(productionServer()),
  ]);
  const options = { timeoutSeconds: 10 };
  const { databaseId } = await withSession(production.connection, options, ensureLedger);
  const repository = await installedRepository({
    config: {
      ...LOOPBACK_CONFIG,
      targets: { production: { loopback: true, id: databaseId } },
      ...config,
    },
    targets: { local, production },
  });
  await repository.gitOk('switch', '--quiet', '--create', 'feature');
  const sql = 'CREATE TABLE customers (id bigint PRIMARY KEY);';
  await repository.commit('Customers', { [MIGRATION]: migrationText(MIGRATION, sql) });
  await repository.gitOk('switch', '--quiet', 'main');
  return {
    repository,
    local,
    production,
    [Symbol.asyncDispose]: async () => {
      await repository[Symbol.asyncDispose]();
      await Promise.all([local.drop(), production.drop()]);
    },
  };
}

/**
 * Runs the commands that a refusal printed under "What to type:", and gives them as printed.
 * `as-printed` runs npx, which takes half a second each time; one test of each kind is enough.
 */
export async function typeWhatIsPrinted(
  repository: Repository,
  refusal: string,
  how: 'as-printed' | 'without-npx' = 'without-npx',
): Promise<string[]> {
  const block = /What to type:\n((?: {2}.+\n)+)/.exec(refusal)?.[1] ?? '';
  const commands = block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const command of commands) {
    const answered = command.includes(' deploy') ? `${command} --yes` : command;
    const typed =
      how === 'as-printed'
        ? answered
        : answered.replace('npx --no migration-gate', `'${process.execPath}' '${CLI}'`);
    const { code, stdout, stderr } = await repository.run('sh', ['-c', typed]);
    if (code !== 0) throw new Error(`${answered} ended with ${code}:\n${stdout}${stderr}`);
  }
  return commands;
}
