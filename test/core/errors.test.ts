import { describe, expect, it } from 'vitest';
import { describeFileError } from '../../src/core/file-error.ts';
import { type ErrorCode, GateError } from '../../src/errors.ts';
import { wideLines } from './builders.ts';

/** What each error says of a case. A code that is missing here does not compile. */
const FACTS: Record<ErrorCode, Record<string, string>> = {
  BAD_USAGE: { problem: 'unknown option --x' },
  TRANSACTION_POOLER: {},
  NOT_A_REPOSITORY: { folder: '/home/ann/app' },
  GIT_FAILED: { command: 'merge-tree', problem: 'fatal: bad object' },
  UNKNOWN_REVISION: { what: 'featrue' },
  MISSING_OBJECT: { object: 'a'.repeat(12) },
  SHALLOW_CLONE: {
    what: 'refs/remotes/origin/main',
    fix: 'In .gitlab-ci.yml:\nvariables:\n  GIT_DEPTH: 0',
  },
  BAD_CONFIG: { where: 'migration-gate.json', problem: '"order" is none of error, warn, allow.' },
  NOT_CONFIGURED: { title: 'Production', fix: 'DATABASE_HOST=<host>\nDATABASE_PORT=5432' },
  ENV_TRACKED: { file: '.env', folder: 'shop' },
  PEER_MISSING: { purpose: 'An embedded database (pglite:)', peer: '@electric-sql/pglite' },
  NEEDS_CONFIRMATION: { action: 'deploy' },
  EMBEDDED_BUSY: { folder: './data/local', holder: '4711', lock: './data/local.lock' },
  FIREWALL: { problem: 'DigitalOcean does not accept the token (401).', fix: 'Make a new one.' },
  LEDGER_NEWER: { version: '2', known: '1' },
  FILE_FAILED: { path: '/shop/.git/migration-gate/a', problem: 'permission denied' },
  INTERNAL: { problem: 'x is not a function' },
};

/** As cli.ts prints it. */
const render = ({ message, fix }: GateError): string =>
  `migration-gate: ${message}\nWhat to type:\n  ${fix.replaceAll('\n', '\n  ')}\n`;

describe('every error is a sentence and what to type', () => {
  it.each(Object.entries(FACTS))('%s', (code, facts) => {
    const error = new GateError(code as ErrorCode, facts);
    expect(error).toMatchObject({ code, name: 'GateError' });
    expect(error.fix).not.toBe('');
    expect(wideLines(render(error))).toEqual([]);
    expect(render(error)).not.toContain('undefined');
    expect(render(error)).toMatchSnapshot();
  });
});

describe('a file that cannot be used', () => {
  const failed = (code: string, path?: string): unknown =>
    Object.assign(new Error(code), { code, ...(path === undefined ? {} : { path }) });

  it('is named with what gives it back', () => {
    expect(describeFileError(failed('EACCES', '/my shop/.git/migration-gate/a/b'))).toEqual({
      path: '/my shop/.git/migration-gate/a/b',
      problem: 'permission denied',
      fix: `sudo chown -R "$(id -un)" '/my shop/.git/migration-gate'`,
    });
    expect(describeFileError(failed('EPERM', '/migration-gate/.env'))?.fix).toBe(
      'sudo chown -R "$(id -un)" /migration-gate/.env',
    );
    expect(describeFileError(failed('ENOSPC', '/shop/x'))?.problem).toBe('no space is left there');
  });

  it('is not what else may fail', () => {
    for (const other of [
      failed('ENOENT', '/x'),
      failed('EACCES'),
      new Error('x'),
      'x',
      undefined,
    ]) {
      expect(describeFileError(other)).toBeNull();
    }
  });
});
