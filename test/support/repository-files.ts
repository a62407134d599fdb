import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Access } from './postgres.ts';
import type { Repository } from './repository.ts';

export type SetupOptions = {
  /** The content of migration-gate.json; absent: there is none. */
  readonly config?: Record<string, unknown>;
  /** The databases that `.env` names; absent: there is no `.env`. */
  readonly targets?: { readonly local?: Access | 'none'; readonly production?: Access };
};

/** The config that a production on 127.0.0.1 needs, as all of ours are. */
export const LOOPBACK_CONFIG = {
  migrations: 'migrations',
  targets: { production: { loopback: true } },
};

/** What the first commit holds; the ignored `.env` is written at once. */
export function setupFiles(path: string, options: SetupOptions): Record<string, string> {
  if (options.targets) {
    writeFileSync(join(path, '.env'), renderEnv(options.targets), { mode: 0o600 });
  }
  const config = options.config && `${JSON.stringify(options.config, null, 2)}\n`;
  return {
    '.gitignore': '.env\n.env.*\n!.env.example\nnode_modules/\n.pglite/\n',
    'package.json': `${JSON.stringify({ name: 'app', private: true }, null, 2)}\n`,
    ...(config ? { 'migration-gate.json': config } : {}),
  };
}

/** The `.env` of a developer whose production has an authority of its own. */
export function renderEnv({ local, production }: NonNullable<SetupOptions['targets']>): string {
  const lines: string[] = [];
  if (local) lines.push(`LOCAL_DATABASE_URL=${local === 'none' ? 'none' : local.url}`);
  if (production) lines.push(`DATABASE_URL=${production.url}`);
  if (production?.server.caFile) lines.push(`DATABASE_CA_CERT=${production.server.caFile}`);
  return `${lines.join('\n')}\n`;
}

/** Puts the package where `npm install` would put it, and runs `init`. */
export async function installGate(repository: Repository, packageRoot: string): Promise<void> {
  linkPackage(repository.path, packageRoot);
  const { code, stdout, stderr } = await repository.gate('init', '--yes');
  if (code !== 0) throw new Error(`init ended with ${code}:\n${stdout}${stderr}`);
  await repository.commit('Guard migrations');
}

/** The package where `npm install` would put it. */
export function linkPackage(folder: string, packageRoot: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(packageRoot, join(modules, 'migration-gate'), 'dir');
  symlinkSync('../migration-gate/dist/start.cjs', join(modules, '.bin', 'migration-gate'));
}
