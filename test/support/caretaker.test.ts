import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { makeServerKit } from './cluster.ts';
import { openRunFolder } from './run-folder.ts';
import { startServer } from './server.ts';

const CARETAKER = fileURLToPath(new URL('caretaker.mjs', import.meta.url));

test('servers and folder of a run are gone when its runner is killed', async () => {
  const folder = openRunFolder();
  const { binaries } = inject('serverKit');
  const env = { PG_BIN: binaries.postgres.replace(/\/postgres$/, '') };
  const { server } = await startServer(await makeServerKit(folder, env), {});
  const runner = `require('child_process').spawn(...JSON.parse(process.argv[1]));
    console.log('caretaker started'); setInterval(() => {}, 1000)`;
  const stdio = { detached: true, stdio: ['pipe', 'inherit', 'ignore'] };
  const spawned = JSON.stringify([process.execPath, [CARETAKER, folder], stdio]);
  const killed = spawn(process.execPath, ['-e', runner, spawned]);
  // The caretaker holds this pipe too: it closes when both are gone.
  const closed = once(killed.stdout, 'close');
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await closed;
  expect(existsSync(folder)).toBe(false);
  await expect(new pg.Client({ ...server, database: 'postgres' }).connect()).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});
