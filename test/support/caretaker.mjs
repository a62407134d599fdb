// Stops every PostgreSQL server of a run and removes the run's folder, once its standard input
// ends: at the teardown, or when the test runner died of whatever (kill -9, Ctrl-C).
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const folder = process.argv[2];

process.stdin.resume();
process.stdin.on('end', async () => {
  await Promise.all(runningServers().map(stop));
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

function runningServers() {
  const servers = join(folder, 'servers');
  if (!existsSync(servers)) return [];
  return readdirSync(servers)
    .map((name) => join(servers, name, 'postmaster.pid'))
    .filter((file) => existsSync(file))
    .map((file) => Number(readFileSync(file, 'utf8').split('\n')[0]))
    .filter(isOurs);
}

/** A pid may be another process by now; ours names its data folder in its arguments. */
function isOurs(pid) {
  if (!existsSync('/proc')) return isAlive(pid);
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes(folder);
}

async function stop(pid) {
  signal(pid, 'SIGINT');
  const deadline = Date.now() + PATIENCE_MS;
  while (isAlive(pid) && Date.now() < deadline) await pause(20);
  if (isAlive(pid)) signal(pid, 'SIGQUIT');
}

function isAlive(pid) {
  return signal(pid, 0);
}

function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
