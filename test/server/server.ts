import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import { CLI } from '../support/repository.ts';
import { renderEnv } from '../support/repository-files.ts';
import type { Result } from '../support/run.ts';

export type Server = Gated & {
  /** The folder of the bare repository, which is the remote `origin`; it has main. */
  readonly bare: string;
  /** Pushes as a clone without any hooks does. */
  push(...args: string[]): Promise<Result>;
  /** A git command in the bare repository. */
  at(...args: string[]): Promise<string>;
  /** The command line there. */
  gate(...args: string[]): Promise<Result>;
  /** The overrides that the server has recorded. */
  overrides(): { reason: string; by: string; ref: string }[];
};

/**
 * A bare repository with the gate on it, main, and `.env` with the real production alone; and a
 * clone that pushes to it with the migration of gatedRepository() on the branch `feature`.
 */
export async function gatedServer(config: Record<string, unknown> = {}): Promise<Server> {
  const gated = await gatedRepository(config);
  const { repository, production } = gated;
  const bare = join(repository.path, '..', 'shop.git');
  const at = (...args: string[]): Promise<string> => repository.gitOk('-C', bare, ...args);
  await repository.gitOk('init', '--quiet', '--bare', '--initial-branch', 'main', bare);
  await repository.gitOk('remote', 'add', 'origin', bare);
  await repository.gitOk('push', '--quiet', 'origin', 'main');
  const env = renderEnv({ local: 'none', production });
  writeFileSync(join(bare, '.env'), env, { mode: 0o600 });
  const gate = (...args: string[]): Promise<Result> =>
    repository.run('sh', [
      '-c',
      'cd "$1" && shift && exec "$@"',
      'sh',
      bare,
      process.execPath,
      CLI,
      ...args,
    ]);
  const { code, stdout, stderr } = await gate('init', '--yes');
  if (code !== 0) throw new Error(`init ended with ${code}:\n${stdout}${stderr}`);
  return {
    ...gated,
    bare,
    at,
    gate,
    push: (...args) => repository.git('-c', 'core.hooksPath=/dev/null', 'push', ...args),
    overrides: () => readOverrides(bare),
  };
}

function readOverrides(bare: string): ReturnType<Server['overrides']> {
  try {
    const text = readFileSync(join(bare, 'migration-gate/overrides.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** A program of the test's, as a hook of the bare repository. */
export function writeHook(bare: string, name: string, text: string): void {
  writeFileSync(join(bare, 'hooks', name), text);
  chmodSync(join(bare, 'hooks', name), 0o755);
}
