import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { makeServerKit, type ServerKit } from '../support/cluster.ts';

/** The versions that `npm run test:faults` tries. */
export const VERSIONS = ['15', '18'] as const;
export type Version = (typeof VERSIONS)[number];

/** Where Debian puts one version, and where the npm package is. */
const PLACES: Record<Version, NodeJS.ProcessEnv> = {
  '15': { PG_BIN: '/usr/lib/postgresql/15/bin' },
  '18': { MIGRATION_GATE_TEST_POSTGRES: 'embedded' },
};

export type VersionedKit = { readonly kit: ServerKit; readonly server: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** For each version what starts its servers; the sample takes the run's own. */
    faultKits: Record<string, VersionedKit>;
  }
}

/** globalSetup: both versions, where the whole matrix is tried. */
export async function setup(project: TestProject): Promise<void> {
  const { runFolder, serverKit } = project.getProvidedContext();
  const kits: Record<string, VersionedKit> = {};
  const own = versioned(serverKit);
  kits[majorOf(own)] = own;
  if (process.env['MIGRATION_GATE_TEST_FAULTS'] === 'all') {
    for (const version of VERSIONS) {
      kits[version] ??= versioned(await makeServerKit(runFolder, PLACES[version], version));
    }
  }
  project.provide('faultKits', kits);
}

/** `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)` */
function versioned(kit: ServerKit): VersionedKit {
  const told = execFileSync(kit.binaries.postgres, ['--version'], { encoding: 'utf8' });
  return { kit, server: /\d+\.\d+/.exec(told)?.[0] ?? told.trim() };
}

function majorOf({ server }: VersionedKit): string {
  return server.split('.')[0] ?? '';
}
