import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../src/config/connection.ts';
import { parseGateConfig } from '../../src/config/gate-config.ts';
import { targetNames } from '../../src/config/target-variables.ts';
import { resolveTargets } from '../../src/config/targets.ts';
import {
  type Given,
  PARTS,
  problemOf,
  resolveOne,
  root,
  SECRET,
  targetOf,
  urlOf,
} from './resolve-one.ts';

describe('not configured, and off', () => {
  it.each([
    [
      'production',
      [
        'DATABASE_HOST=<host>',
        'DATABASE_PORT=5432',
        'DATABASE_NAME=<database>',
        'DATABASE_USER=<user>',
        "PGPASSWORD='<password>'",
      ],
    ],
    [
      'local',
      [
        "LOCAL_DATABASE_URL='postgres://<user>:<password>@<host>:5432/<database>'",
        '# or, where there is no local database: LOCAL_DATABASE_URL=none',
      ],
    ],
    ['eu-west', ["EU_WEST_DATABASE_URL='postgres://<user>:<password>@<host>:5432/<database>'"]],
  ])('%s: the lines to write', (name, fixes) => {
    expect(resolveOne(name, { targets: { 'eu-west': {} } })).toEqual({
      kind: 'not-configured',
      name,
      fixes,
    });
  });

  it.each<[string, string, Given]>([
    ['by the config', 'production', { targets: { production: false }, env: PARTS }],
    ['on this machine', 'local', { process: { LOCAL_DATABASE_URL: 'none' }, main: PARTS }],
    ['by the host', 'local', { env: { LOCAL_DATABASE_HOST: 'none' } }],
    [
      'over a later source',
      'local',
      { process: { LOCAL_DATABASE_URL: ' none ' }, env: { LOCAL_DATABASE_URL: urlOf('a') } },
    ],
  ])('off %s', (_, name, given) => {
    expect(resolveOne(name, given)).toEqual({ kind: 'off', name });
  });

  it('names every target once', () => {
    expect(targetNames({ eu: {}, production: {} })).toEqual(['local', 'production', 'eu']);
  });

  it('answers in the order of the names', () => {
    const config = parseGateConfig('{"targets": {"local": false}}', 'config');
    const resolved = resolveTargets({ config, sources: [], names: ['production', 'local'], root });
    expect(resolved.map(({ kind }) => kind)).toEqual(['not-configured', 'off']);
  });
});

describe('which production', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3:6543', '[::1]', '%2Frun%2Fpostgresql'])(
    '%s is refused',
    (host) => {
      const env = { DATABASE_URL: `${urlOf(host)}?sslmode=disable` };
      const refused = resolveOne('production', { env });
      expect(refused).toMatchObject({
        kind: 'refused',
        name: 'production',
        source: '.env',
        pinnedId: null,
        problem: 'Production is on this machine (loopback), which is refused.',
      });
      expect(JSON.stringify(refused)).toContain('\\"loopback\\": true');
      expect(JSON.stringify(refused)).not.toContain(SECRET);
    },
  );

  it('is accepted on loopback where the config says so, with TLS', () => {
    const env = { DATABASE_URL: urlOf('localhost'), DATABASE_TLS_HOST: 'db.example.com' };
    const given = { env, targets: { production: { loopback: true, id: 'abc' } } };
    expect(targetOf('production', given)).toMatchObject({
      detail: 'localhost/app',
      pinnedId: 'abc',
      remarks: [],
      connection: { tls: { mode: 'verify', name: 'db.example.com' } },
    });
  });

  it('speaks no TLS on a unix socket', () => {
    const env = { DATABASE_URL: 'postgres:///app?host=/run/postgresql&user=ann&sslmode=require' };
    const given = {
      env: { ...env, DATABASE_CA_CERT: 'nowhere.crt' },
      targets: { production: { loopback: true, tls: 'insecure-no-verify' } },
    };
    expect(targetOf('production', given)).toMatchObject({
      detail: '/run/postgresql/app',
      connection: { host: '/run/postgresql', tls: { mode: 'off' } },
      remarks: ['not pinned'],
    });
  });

  it('loopback is fine for local', () => {
    expect(targetOf('local', { env: { LOCAL_DATABASE_URL: urlOf('localhost') } }).detail).toBe(
      'localhost/app',
    );
  });
});

describe('pglite:', () => {
  it('is relative to the main worktree', () => {
    const given = { env: { LOCAL_DATABASE_URL: 'pglite:.data/local' } };
    const target = targetOf('local', given);
    expect(target.connection).toEqual({ kind: 'pglite', folder: join(root, '.data/local') });
    expect(target.detail).toBe('pglite:.data/local');
    expect(secretsOf(target.connection)).toEqual([]);
  });

  it('as production is for a demo only', () => {
    const env = { PRODUCTION_DATABASE_URL: 'pglite:.data/p' };
    expect(resolveOne('production', { env })).toMatchObject({
      kind: 'refused',
      detail: 'pglite:.data/p',
      problem: expect.stringContaining('only a demo may be'),
    });
    const given = { env, targets: { production: { demo: true } } };
    expect(targetOf('production', given).remarks).toEqual(['demo']);
  });

  it.each(['', '.', '..', '../x', 'a/../..', '/', '/etc', './', 'a\u0007b'])(
    'refuses the folder %j',
    (folder) => {
      expect(problemOf('local', { env: { LOCAL_DATABASE_URL: `pglite:${folder}` } })).toContain(
        'LOCAL_DATABASE_URL names no folder below the main worktree',
      );
    },
  );

  it('accepts names with dots, and the root spelled out', () => {
    for (const folder of ['..data', `${root}/x`, 'a/../b']) {
      const env = { LOCAL_DATABASE_URL: `pglite:${folder}` };
      expect(targetOf('local', { env }).connection.kind).toBe('pglite');
    }
  });
});
