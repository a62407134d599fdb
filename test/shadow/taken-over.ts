import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { withSession } from '../../src/database/session.ts';
import { inFolder } from '../deploy/deployable.ts';
import {
  type FreshDatabase,
  freshDatabase,
  localServer,
  productionServer,
} from '../support/postgres.ts';
import { CLI, freshRepository, type Repository } from '../support/repository.ts';
import { generatedMigrations } from './generated-migrations.ts';
import { shareImage } from './warm-engine.ts';

/** A project that never had the gate: its files are committed, its production was done by hand. */
export type TakenOver = {
  readonly repository: Repository;
  readonly production: FreshDatabase;
  /** A developer's own: empty. */
  readonly local: FreshDatabase;
  /** What never ran on production, in the order of the folder. */
  readonly unapplied: readonly string[];
  /** Types a command line on a terminal, its reason filled in, and says yes to its question. */
  type(command: string, question?: string): Promise<{ code: number; output: string }>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Also in the folder, and in no order of it. */
const OTHERS = {
  'notes.sql': 'SELECT * FROM accounts_0; -- how many?\n',
  'seed_dev.sql': "INSERT INTO accounts_0 (email) VALUES ('dev@example.com');\n",
  'fix users.sql': "UPDATE accounts_0 SET name = 'nobody' WHERE name IS NULL;\n",
};

/** What nobody's migration makes. */
const BY_NOBODY = `
  CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL);
  CREATE INDEX django_session_data ON django_session (session_data);
  CREATE SCHEMA pgboss; CREATE TABLE pgboss.job (id uuid PRIMARY KEY, state text);
  CREATE TABLE accounts_0_backup_2019 AS SELECT * FROM accounts_0;
  CREATE VIEW pg_stat_leftover AS SELECT relname FROM pg_class`;

/** @param count a multiple of ten; two in the middle and the last six, but one, never ran */
export async function takenOver(count: number): Promise<TakenOver> {
  const migrations = generatedMigrations(count);
  const names = Object.keys(migrations);
  const early = `${count - 1}`.padStart(4, '0');
  const unapplied = names.filter(
    (name, i) => /touch_accounts_2\.|create_events_4\./.test(name) || i >= count - 6,
  );
  // By hand, before the others, and from another branch.
  const left = unapplied.filter((name) => !name.startsWith(early));
  const [local, production] = await Promise.all([
    freshDatabase(localServer()),
    freshDatabase(productionServer()),
  ]);
  const first = names.filter((name) => name.startsWith(early));
  const others = names.filter((name) => !unapplied.includes(name));
  await withSession(production.connection, { timeoutSeconds: 60 }, async (session) => {
    for (const name of [...first, ...others]) await session.run(migrations[name] ?? '');
    await session.run(BY_NOBODY);
  });
  const repository = await freshRepository({ targets: { local, production } });
  await repository.commit('Everything', inFolder({ ...migrations, ...OTHERS }));
  const keep = shareImage(repository);
  const bin = join(repository.path, '../bin');
  mkdirSync(bin);
  symlinkSync(CLI, join(bin, 'migration-gate'));
  const typed = repository.with({ PATH: `${bin}:${repository.env['PATH']}` });
  return {
    repository,
    production,
    local,
    unapplied: left,
    type: (command, question) => {
      const line = command.replace('"…"', '"by hand, since 2019"');
      const answers = question === undefined ? [] : [{ when: question, send: 'y' }];
      return typed.inTerminal('sh', ['-c', line], answers);
    },
    [Symbol.asyncDispose]: async () => {
      keep();
      await repository[Symbol.asyncDispose]();
      await Promise.all([local.drop(), production.drop()]);
    },
  };
}
