import { join } from 'node:path';
import { type Access, freshDatabase } from './access.ts';
import type { Bench } from './bench.ts';
import { makeMigrations } from './migrations.ts';
import { freshRepository, type Repository } from './repository.ts';
import type { Servers } from './servers.ts';
import { fillLedger, gateFiles, runSubject, writeEnvFile } from './subject.ts';

/** A repository whose migrations are in both of its databases, as their ledgers say. */
export type Gated = {
  readonly repository: Repository;
  readonly local: Access;
  readonly production: Access;
};

/** It has been verified once: nothing is pending. */
export async function prepareGate(bench: Bench, servers: Servers, count: number): Promise<Gated> {
  const migrations = makeMigrations(count);
  const [local, production] = await Promise.all([
    freshDatabase(servers.local, `gate_${count}`),
    freshDatabase(servers.production, `gate_${count}`),
  ]);
  const path = join(bench.folder, 'repositories', `gate_${count}`);
  const repository = await freshRepository(path, bench.home, gateFiles(migrations));
  for (const access of [local, production]) await fillLedger(access, migrations);
  writeEnvFile(repository, local, production);
  await runSubject(bench.subject, repository, 'verify');
  return { repository, local, production };
}
