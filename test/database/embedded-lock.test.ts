import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withEmbeddedLock } from '../../src/database/embedded-lock.ts';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-lock-'));
  lock = join(folder, 'db.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The pid of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'close');
  return child.pid ?? 0;
}

test('names our pid while it is held, and leaves nothing', async () => {
  const held = await withEmbeddedLock(lock, 1, async () => readFileSync(lock, 'utf8'));
  expect(held).toBe(`${process.pid}\n`);
  expect(readdirSync(folder)).toEqual([]);
});

test('is released when its use fails', async () => {
  const failing = withEmbeddedLock(lock, 1, async () => Promise.reject(new Error('mine')));
  await expect(failing).rejects.toThrow('mine');
  expect(existsSync(lock)).toBe(false);
});

test('is had by one at a time, within one process too', async () => {
  let inside = 0;
  const order: number[] = [];
  const use = (number: number) => async (): Promise<void> => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((done) => setImmediate(done));
    order.push(number);
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map((number) => withEmbeddedLock(lock, 10, use(number))));
  expect(order.toSorted()).toEqual([1, 2, 3]);
});

test('held by a living process: given up in time, and the holder is named', async () => {
  const child: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    writeFileSync(lock, `${child.pid}\n`);
    const waiting = withEmbeddedLock(lock, 0.2, async () => 'got it');
    await expect(waiting).rejects.toMatchObject({
      code: 'EMBEDDED_BUSY',
      message: expect.stringContaining(`process ${child.pid}`),
      fix: expect.stringContaining(`rm '${lock}'`),
    });
    expect(readFileSync(lock, 'utf8')).toBe(`${child.pid}\n`);
  } finally {
    child.kill();
    await once(child, 'close');
  }
});

test('of a dead process: taken over, by one of many', async () => {
  writeFileSync(lock, `${await deadPid()}\n`);
  let inside = 0;
  const use = async (): Promise<void> => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((done) => setImmediate(done));
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withEmbeddedLock(lock, 10, use)));
  expect(readdirSync(folder)).toEqual([]);
});

test('of an earlier process with our pid, as in a container: taken over', async () => {
  writeFileSync(lock, `${process.pid}\n`);
  await expect(withEmbeddedLock(lock, 1, async () => 'got it')).resolves.toBe('got it');
});

test('nobody takes over while another one does', async () => {
  writeFileSync(lock, `${await deadPid()}\n`);
  writeFileSync(`${lock}.takeover`, '1\n');
  const waiting = withEmbeddedLock(lock, 0.2, async () => 'got it');
  await expect(waiting).rejects.toMatchObject({ code: 'EMBEDDED_BUSY' });
});

test('one that somebody else made in the meantime is left alone', async () => {
  await withEmbeddedLock(lock, 1, async () => writeFileSync(lock, '1\n'));
  expect(readFileSync(lock, 'utf8')).toBe('1\n');
});
