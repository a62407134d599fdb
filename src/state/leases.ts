import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Lease } from '../core/lease.ts';
import { GateError } from '../errors.ts';

/** The journal of leases: one file for each, from before the firewall is changed until after. */
const leaseSchema = z.object({
  id: z.string().regex(/^[0-9a-f]+$/),
  target: z.string(),
  provider: z.enum(['digitalocean', 'command']),
  cluster: z.string(),
  ip: z.string(),
  label: z.string(),
  openedAt: z.string(),
  until: z.string(),
  held: z.boolean(),
  receipt: z.string().nullable(),
  close: z.string().nullable(),
});

/** Held while the list is changed, by one process of this clone at a time. */
export function firewallLock(stateDir: string): string {
  return join(folderOf(stateDir), 'changing.lock');
}

/** Held by the run that uses the lease, as long as it lives. */
export function leaseLock(stateDir: string, id: string): string {
  return join(folderOf(stateDir), `${id}.lock`);
}

/** Makes the folder that the journal and its locks are in. */
export async function makeLeaseFolder(stateDir: string): Promise<void> {
  await mkdir(folderOf(stateDir), { recursive: true, mode: 0o700 });
}

/** All of them, oldest first. Throws BAD_CONFIG for a damaged one: what it opened may be open still. */
export async function readLeases(stateDir: string): Promise<Lease[]> {
  const folder = folderOf(stateDir);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  const leases = await Promise.all(files.map(readLease));
  return leases.filter((one) => one !== null).sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}

async function readLease(file: string): Promise<Lease | null> {
  try {
    return leaseSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new GateError('BAD_CONFIG', {
      where: file,
      problem: 'this record of an open firewall cannot be read',
      fix: `Look at the trusted sources of the database, remove what this machine added\n(its description begins with migration-gate), and delete ${file}`,
    });
  }
}

/** @param before the rules as they were, exactly as read; kept for whoever has to mend by hand */
export async function writeLease(stateDir: string, lease: Lease, before?: unknown): Promise<void> {
  const file = join(folderOf(stateDir), `${lease.id}.json`);
  const text = `${JSON.stringify({ ...lease, before }, null, 2)}\n`;
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

export async function removeLease(stateDir: string, id: string): Promise<void> {
  await rm(join(folderOf(stateDir), `${id}.json`), { force: true });
}

const folderOf = (stateDir: string): string => join(stateDir, 'firewall');
