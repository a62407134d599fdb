import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerKit } from '../support/cluster.ts';
import { accessTo } from '../support/postgres.ts';
import type { Server } from '../support/server.ts';

/** Where a database can be made to have no more room. */
export type SmallDisk = {
  /** How it is done, for docs/faults.md. */
  readonly how: string;
  /** Why it cannot be filled here; null: it can. */
  readonly missing: string | null;
  /** Of the database that lies on it: CREATE DATABASE … */
  readonly options: string;
  /** What a migration makes has to be as large as this, in rows of 1000 characters. */
  readonly rows: number;
  /** @param pid the server process that is to find no room */
  fill(pid: number): void;
  empty(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A tmpfs where we may mount one (root); else a limit of the server's process. */
export async function smallDisk(kit: ServerKit, server: Server): Promise<SmallDisk> {
  const mount = join(kit.folder, `disk-${server.port}`);
  mkdirSync(mount);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'none', mount], {
      stdio: 'ignore',
    });
  } catch {
    return limited(kit);
  }
  const folder = join(mount, 'tablespace');
  mkdirSync(folder);
  if (kit.user) chownSync(folder, kit.user.uid, kit.user.gid);
  const main = accessTo(server, 'postgres', server.user, server.password);
  await main.query(`CREATE TABLESPACE small LOCATION '${folder}'`);
  const ballast = join(mount, 'ballast');
  return {
    how: 'the database lies in a tablespace on a small tmpfs, and the test fills that (ENOSPC).',
    missing: null,
    options: 'TABLESPACE small',
    rows: 500,
    fill: () => fillWith(ballast),
    empty: () => rmSync(ballast, { force: true }),
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', ['--lazy', mount]);
    },
  };
}

/** An empty database of ours takes 8 MB; one lies there at a time. */
const SIZE = '24m';

function fillWith(file: string): void {
  const block = Buffer.alloc(4096, 'x');
  for (;;) {
    try {
      appendFileSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

/** Files of the write-ahead log have 16 MB, and have to be writable still. */
function limited({ user }: ServerKit): SmallDisk {
  return {
    how: 'the server’s process may write no file beyond 16 MB (prlimit, EFBIG).',
    missing: hasPrlimit() ? null : 'a small disk takes root, or prlimit (Linux)',
    options: '',
    rows: 20_000,
    fill: (pid) => {
      const limit = `--fsize=${16 * 1024 * 1024}`;
      execFileSync('prlimit', ['--pid', String(pid), limit], { ...user });
    },
    empty: () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

function hasPrlimit(): boolean {
  return spawnSync('prlimit', ['--version'], { stdio: 'ignore' }).status === 0;
}
