// Stops every PostgreSQL server of a run and removes the run's folder, once its standard input
// ends: at the teardown, or when the test runner died of whatever (kill -9, Ctrl-C).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const folder = process.argv[2];

process.stdin.resume();
process.stdin.on('end', async () => {
  await Promise.all(runningServers().map(stop));
  for (const disk of mountedDisks()) spawnSync('umount', ['--lazy', disk]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** What test/faults has mounted: `none /tmp/migration-gate-test-x/disk-5432 tmpfs rw,… 0 0` */
function mountedDisks() {
  if (!existsSync('/proc/mounts')) return [];
  const lines = readFileSync('/proc/mounts', 'utf8').split('\n');
  return lines.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(folder));
}

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
