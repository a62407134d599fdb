import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { type Access, urlOf } from './access.ts';
import type { Command } from './measure.ts';
import type { Repository } from './repository.ts';

/** Bundles floor/program.ts as the tool itself is bundled; the path of the result. */
export async function buildFloor(root: string, folder: string): Promise<string> {
  const file = join(folder, 'floor.mjs');
  const bundle = await rolldown({
    input: join(root, 'test/bench/floor/program.ts'),
    platform: 'node',
    external: ['pg-native'],
  });
  await bundle.write({ file, format: 'esm', minify: true, codeSplitting: false });
  await bundle.close();
  return file;
}

/** @param directTls PostgreSQL 17's way to begin TLS without asking for it first */
export function runFloor(
  program: string,
  { path, env }: Repository,
  local: Access | null,
  production: Access,
  directTls = false,
): Command {
  return {
    argv: [process.execPath, program],
    cwd: path,
    env: {
      ...env,
      ...(local === null ? {} : { LOCAL_DATABASE_URL: urlOf(local) }),
      DATABASE_URL: urlOf(production),
      DATABASE_CA_CERT: production.caFile ?? '',
      ...(directTls ? { FLOOR_DIRECT_TLS: 'yes' } : {}),
    },
  };
}
