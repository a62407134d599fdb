import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Binaries, findBinaries } from './binaries.ts';
import { newPassword } from './run-folder.ts';
import { serverUser, type UserIds } from './server-user.ts';

/** What starting a server takes; plain data, so that it can be handed to the tests' processes. */
export type ServerKit = {
  readonly folder: string;
  readonly binaries: Binaries;
  /** Whom PostgreSQL runs as where we are root. */
  readonly user: UserIds | null;
  /** A data folder as initdb left it; every server starts from a copy. */
  readonly template: string;
  readonly templatePassword: string;
};

export const SUPERUSER = 'postgres';

/**
 * Runs initdb once for the whole run.
 * @param name of the template's folder, where the run has servers of several versions
 */
export async function makeServerKit(
  folder: string,
  env: NodeJS.ProcessEnv,
  name = 'template',
): Promise<ServerKit> {
  const binaries = findBinaries(folder, env);
  const user = serverUser();
  const servers = join(folder, 'servers');
  mkdirSync(servers, { recursive: true });
  giveTo(user, servers);
  const template = join(servers, name);
  const templatePassword = newPassword(folder);
  const passwordFile = join(servers, 'initial-password');
  writeFileSync(passwordFile, `${templatePassword}\n`, { mode: 0o600 });
  giveTo(user, passwordFile);
  const kit = { folder, binaries, user, template, templatePassword };
  const identity = ['--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  const format = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
  await runAsServer(kit, binaries.initdb, ['--pgdata', template, ...identity, ...format]);
  rmSync(passwordFile);
  return kit;
}

/** A new data folder, and its path. */
export async function copyTemplate(kit: ServerKit): Promise<string> {
  const data = join(kit.folder, 'servers', randomUUID());
  await runAsServer(kit, 'cp', ['-R', kit.template, data]);
  return data;
}

/** Writes a file of a data folder as the server's user would have it: its own, and private. */
export function writeServerFile(kit: ServerKit, path: string, content: string): void {
  writeFileSync(path, content);
  chmodSync(path, 0o600);
  giveTo(kit.user, path);
}

/** Environment and user of every process of the server: nothing of ours, messages in English. */
export function serverProcess(kit: ServerKit) {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  return { ...(kit.user ?? {}), cwd: kit.folder, env, detached: true };
}

async function runAsServer(kit: ServerKit, program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, {
    ...serverProcess(kit),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`${program} failed with ${code}:\n${stderr}`);
}

function giveTo(user: UserIds | null, path: string): void {
  if (user) chownSync(path, user.uid, user.gid);
}
