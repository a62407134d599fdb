import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { installedRepository } from '../support/installed-repository.ts';
import {
  type Access,
  type FreshDatabase,
  freshDatabase,
  localServer,
  productionServer,
} from '../support/postgres.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';

export type Deployable = {
  readonly repository: Repository;
  readonly local: FreshDatabase;
  readonly production: FreshDatabase;
  [Symbol.asyncDispose](): Promise<void>;
};

export type DeployableOptions = {
  /** SQL by file name, committed on main: `{ '001_a.sql': 'CREATE TABLE a ();' }`. */
  readonly migrations?: Record<string, string>;
  readonly config?: Record<string, unknown>;
  /** Arms the hooks, as `init` does, and pins production. */
  readonly gated?: boolean;
};

/** A repository whose migrations are on main and in neither of its two real, empty databases. */
export async function deployable(options: DeployableOptions = {}): Promise<Deployable> {
  const { migrations = {}, gated = false } = options;
  const [local, production] = await Promise.all([
    freshDatabase(localServer()),
    freshDatabase(productionServer()),
  ]);
  const id = gated ? await pinOf(production) : null;
  const repository = await (gated ? installedRepository : freshRepository)({
    config: options.config ?? (id === null ? LOOPBACK_CONFIG : pinned(id)),
    targets: { local, production },
  });
  if (Object.keys(migrations).length > 0) {
    await repository.commit('Migrations', inFolder(migrations));
  }
  const dispose = async (): Promise<void> => {
    await repository[Symbol.asyncDispose]();
    await Promise.all([local.drop(), production.drop()]);
  };
  return { repository, local, production, [Symbol.asyncDispose]: dispose };
}

/** The files as they lie in the repository. */
export function inFolder(migrations: Record<string, string>): Record<string, string> {
  const entries = Object.entries(migrations);
  return Object.fromEntries(entries.map(([name, sql]) => [`migrations/${name}`, sql]));
}

async function pinOf(production: FreshDatabase): Promise<string> {
  const { connection } = production;
  return (await withSession(connection, { timeoutSeconds: 10 }, ensureLedger)).databaseId;
}

function pinned(id: string): Record<string, unknown> {
  return { ...LOOPBACK_CONFIG, targets: { production: { loopback: true, id } } };
}

/** Names of the tables in schema public, in order. */
export async function tablesOf(database: Access): Promise<string[]> {
  const rows = await database.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  return rows.map((row) => row.tablename);
}

/** Whether anything of ours was ever made there. */
export async function hasLedger(database: Access): Promise<boolean> {
  const rows = await database.query("SELECT FROM pg_namespace WHERE nspname = 'migration_gate'");
  return rows.length > 0;
}

export type LedgerEntry = {
  readonly name: string;
  readonly blob: string;
  readonly sql: string;
  readonly state: string;
  readonly origin: string;
  readonly by: string;
  readonly commit: string | null;
  readonly branch: string | null;
};

/** The ledger in the order of the names. */
export function ledgerOf(database: Access): Promise<LedgerEntry[]> {
  return database.query<LedgerEntry>(
    `SELECT name, blob, sql, state, origin, applied_by AS by, commit, branch
     FROM migration_gate.ledger ORDER BY name`,
  );
}

/** `001_a.sql applied`, … */
export async function statesOf(database: Access): Promise<string[]> {
  return (await ledgerOf(database)).map(({ name, state }) => `${name} ${state}`);
}

/** Puts words in the place of the databases' addresses, which are others in each run. */
export function masked(text: string, { local, production }: Deployable): string {
  return text
    .replaceAll(`${local.server.host}:${local.server.port}/${local.name}`, 'LOCAL')
    .replaceAll(
      `${production.server.host}:${production.server.port}/${production.name}`,
      'PRODUCTION',
    )
    .replaceAll(/\(\d+ ms\)/g, '(N ms)');
}
