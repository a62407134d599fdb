import { execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerKit } from '../support/cluster.ts';
import { accessTo } from '../support/postgres.ts';
import type { Server } from '../support/server.ts';

/** A disk of a few megabytes, with a tablespace on it. */
export type SmallDisk = {
  readonly tablespace: string;
  /** Takes all room that is left. */
  fill(): void;
  empty(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A database of ours takes 8 MB; two are on it at no time. */
const SIZE = '24m';

/** Mounts a tmpfs, for which one has to be root. */
export async function smallDisk(kit: ServerKit, server: Server): Promise<SmallDisk> {
  const mount = join(kit.folder, `disk-${server.port}`);
  const folder = join(mount, 'tablespace');
  const ballast = join(mount, 'ballast');
  mkdirSync(mount);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'none', mount]);
  mkdirSync(folder);
  if (kit.user) chownSync(folder, kit.user.uid, kit.user.gid);
  const tablespace = 'small';
  const main = accessTo(server, 'postgres', server.user, server.password);
  await main.query(`CREATE TABLESPACE ${tablespace} LOCATION '${folder}'`);
  return {
    tablespace,
    fill: () => fillWith(ballast),
    empty: () => rmSync(ballast, { force: true }),
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', ['--lazy', mount]);
      rmSync(mount, { recursive: true, force: true });
    },
  };
}

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
