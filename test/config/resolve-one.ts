import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Source } from '../../src/config/env-source.ts';
import { parseGateConfig } from '../../src/config/gate-config.ts';
import { type ResolvedTarget, resolveTargets } from '../../src/config/targets.ts';
import type { Target } from '../../src/core/target.ts';
import { GateError } from '../../src/errors.ts';

export type Values = Record<string, string>;
export type Given = {
  process?: Values;
  env?: Values;
  main?: Values;
  targets?: object;
  deploy?: boolean;
};

export const PEM = `${rootCertificates[0]?.trim()}\n`;
export const SECRET = 'S3CR3T-hunter2';
// Set before the tests of a file run: read it inside a test, never at the top of a file.
export let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'targets-'));
  writeFileSync(join(root, 'ca.crt'), `a remark\n${PEM}-----BEGIN PRIVATE KEY-----\nx\n`);
  writeFileSync(join(root, 'two.crt'), PEM + PEM);
  writeFileSync(join(root, 'empty.crt'), 'nothing here');
  writeFileSync(
    join(root, 'bad.crt'),
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

export function resolveOne(name: string, given: Given): ResolvedTarget {
  const source = (label: string, values: Values = {}): Source => ({ label, values, folder: root });
  const [resolved] = resolveTargets({
    config: parseGateConfig(JSON.stringify({ targets: given.targets ?? {} }), 'config'),
    sources: [
      { ...source('the environment', given.process), folder: tmpdir() },
      source('.env', given.env),
      source('.env of the main worktree', given.main),
    ],
    names: [name],
    root,
    forDeploy: given.deploy ?? false,
  });
  if (!resolved) throw new Error('nothing was resolved');
  return resolved;
}

export function targetOf(name: string, given: Given): Target {
  const resolved = resolveOne(name, given);
  if (resolved.kind !== 'target') throw new Error(`resolved as ${resolved.kind}`);
  return resolved.target;
}

export function serverOf(name: string, given: Given) {
  const { connection } = targetOf(name, given);
  if (connection.kind !== 'server') throw new Error('an embedded one');
  return connection;
}

/** The sentence of BAD_CONFIG; no case of this file lets the secret into it. */
export function problemOf(name: string, given: Given): string {
  try {
    resolveOne(name, given);
  } catch (error) {
    if (!(error instanceof GateError) || error.code !== 'BAD_CONFIG') throw error;
    expect(`${error.stack}${error.fix}${JSON.stringify(error)}`).not.toContain(SECRET);
    return error.message;
  }
  throw new Error('nothing was refused');
}

export const PARTS: Values = {
  DATABASE_HOST: 'db.example.com',
  DATABASE_NAME: 'app',
  DATABASE_USER: 'ann',
  PGPASSWORD: SECRET,
};
export const urlOf = (host: string) => `postgres://ann:${SECRET}@${host}/app`;

/** Parts of a target's own prefix: `LOCAL_DATABASE_HOST`, …, `LOCAL_PGPASSWORD`. */
export const prefixed = (prefix: string, values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
