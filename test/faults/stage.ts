import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder } from '../deploy/deployable.ts';
import { type Certificates, makeCertificates } from '../support/certificates.ts';
import type { ServerKit } from '../support/cluster.ts';
import { type Access, accessTo, type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { OUR_ADDRESS } from './behind.ts';
import { type Line, openLine } from './line.ts';
import { FIRST, plain } from './migrations.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';

/** A server of one version, and what every scene on it is a copy of. */
export type Stage = {
  readonly server: RunningServer;
  readonly tls: Tls;
  /** Two migrations on main that are not in its database; the first one is, and it is pinned. */
  readonly repository: Repository;
  readonly database: FreshDatabase;
  /** Where a database has no room but its own. */
  readonly disk: SmallDisk;
  [Symbol.asyncDispose](): Promise<void>;
};

type Tls = Certificates & { readonly caFile: string };

export async function openStage(kit: ServerKit): Promise<Stage> {
  const [made, server] = await Promise.all([
    makeCertificates(['127.0.0.1']),
    // What was committed has to outlive the server.
    startServer(kit, { config: { synchronous_commit: 'on' } }),
  ]);
  const caFile = join(kit.folder, `ca-of-the-line-${server.server.port}.pem`);
  writeFileSync(caFile, made.ca);
  const tls = { ...made, caFile };
  const database = await freshDatabase(server.server);
  const disk = await smallDisk(kit, server.server);
  const repository = await deployFirst(server, tls, database);
  await repository.commit('Pinned, and two more', inFolder(plain(disk.rows)));
  const dispose = async (): Promise<void> => {
    await server.stop();
    await disk[Symbol.asyncDispose]();
    await repository[Symbol.asyncDispose]();
  };
  return { server, tls, repository, database, disk, [Symbol.asyncDispose]: dispose };
}

async function deployFirst(
  { server }: RunningServer,
  tls: Tls,
  database: FreshDatabase,
): Promise<Repository> {
  await using line = await openLine(server, tls);
  const targets = { local: 'none', production: through(line, tls, database) } as const;
  const config = { ...LOOPBACK_CONFIG, publicIp: OUR_ADDRESS };
  const repository = await freshRepository({ config, targets });
  await repository.commit('The first', inFolder(FIRST));
  const { code, stdout, stderr } = await repository.gate('deploy', '--yes');
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
  return repository;
}

/** The database as a developer's `.env` names it: with TLS, by the line. */
export function through(
  { host, port }: Line,
  { ca, caFile }: Tls,
  { name, server: { user, password } }: FreshDatabase,
): Access {
  return accessTo({ host, port, user, password, ca, caFile }, name, user, password);
}
