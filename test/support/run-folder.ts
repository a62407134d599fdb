import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from './server-user.ts';

/** Makes the folder of one run of the suite: servers, repositories, output log, secrets. */
export function openRunFolder(): string {
  // Root's own temp folder may be closed to the user that PostgreSQL runs as.
  const folder = mkdtempSync(join(isRoot() ? '/tmp' : tmpdir(), 'migration-gate-test-'));
  if (isRoot()) chmodSync(folder, 0o755);
  writeFileSync(secretsFile(folder), '', { mode: 0o600 });
  writeFileSync(outputFile(folder), '', { mode: 0o600 });
  return folder;
}

/** One JSON line for each command that the suite ran, with all it printed. */
export function outputFile(folder: string): string {
  return join(folder, 'output.jsonl');
}

/** One line for each password that the suite used. */
function secretsFile(folder: string): string {
  return join(folder, 'secrets');
}

/**
 * A random password, recorded for the closing check. It holds what URLs and `.env` files get
 * wrong: `@`, `/`, `:` and a `%` before two hex digits.
 */
export function newPassword(folder: string): string {
  const password = `${randomBytes(9).toString('base64url')}@/:%${randomBytes(6).toString('hex')}`;
  recordSecret(folder, password);
  return password;
}

/** Adds a secret that a test made itself to those that must never be printed. */
export function recordSecret(folder: string, secret: string): void {
  appendFileSync(secretsFile(folder), `${secret}\n`);
}

export function readSecrets(folder: string): string[] {
  return readFileSync(secretsFile(folder), 'utf8').split('\n').filter(Boolean);
}
