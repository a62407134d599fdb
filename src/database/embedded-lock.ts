import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { GateError } from '../errors.ts';

const POLL_MS = 50;

/** What this very process holds: after a crash in a container the next one has the same pid. */
const heldHere = new Set<string>();

/** The lock beside an embedded database: PGlite itself lets two processes open one folder. */
export function embeddedLockPath(folder: string): string {
  return `${folder}.lock`;
}

/**
 * Holds this lock file, which names our pid, while `use` runs. Polls until the time is over, then
 * GateError EMBEDDED_BUSY. Not re-entrant. A lock whose process is dead is taken over.
 */
export async function withEmbeddedLock<T>(
  lock: string,
  timeoutSeconds: number,
  use: () => Promise<T>,
): Promise<T> {
  await takeEmbeddedLock(lock, timeoutSeconds);
  try {
    return await use();
  } finally {
    releaseEmbeddedLock(lock);
  }
}

async function takeEmbeddedLock(lock: string, timeoutSeconds: number): Promise<void> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  while (!tryToCreate(lock)) {
    removeIfStale(lock);
    if (performance.now() >= deadline) throw busy(lock);
    await delay(POLL_MS);
  }
  heldHere.add(lock);
}

/** Removes what is ours: somebody may have removed it by hand, and a third have made a new one. */
function releaseEmbeddedLock(lock: string): void {
  heldHere.delete(lock);
  if (readLockHolder(lock) === String(process.pid)) rmSync(lock, { force: true });
}

/** Who holds the lock file, or null: a pid, or `?` in the instant before it is written. */
export function readLockHolder(lock: string): string | null {
  try {
    return readFileSync(lock, 'utf8').trim() || '?';
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** O_EXCL: exactly one of many can make the file. */
function tryToCreate(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Two processes that both saw a dead holder must not both remove the file: the second would remove
 * the first one's new lock. So whoever removes holds a second file, and looks again under it. From
 * then on nobody else can change the lock: its owner is dead, and making one needs its absence.
 */
function removeIfStale(lock: string): void {
  if (!isStale(lock)) return;
  const takeover = `${lock}.takeover`;
  if (!tryToCreate(takeover)) return;
  try {
    if (isStale(lock)) rmSync(lock, { force: true });
  } finally {
    rmSync(takeover, { force: true });
  }
}

function isStale(lock: string): boolean {
  const holder = readLockHolder(lock);
  if (holder === null || !/^[1-9][0-9]*$/.test(holder)) return false;
  const pid = Number(holder);
  return pid === process.pid ? !heldHere.has(lock) : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return !isCode(error, 'ESRCH');
  }
}

function busy(lock: string): GateError {
  const folder = lock.replace(/\.lock$/, '');
  return new GateError('EMBEDDED_BUSY', { folder, holder: readLockHolder(lock) ?? '?', lock });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
