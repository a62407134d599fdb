import { describe, expect, it } from 'vitest';
import { secretsOf } from '../../src/config/connection.ts';
import {
  type Given,
  PARTS,
  prefixed,
  problemOf,
  SECRET,
  serverOf,
  targetOf,
  urlOf,
} from './resolve-one.ts';

describe('groups', () => {
  it('production from split variables', () => {
    expect(targetOf('production', { env: { ...PARTS, DATABASE_PORT: '25060' } })).toEqual({
      name: 'production',
      connection: {
        kind: 'server',
        host: 'db.example.com',
        port: 25060,
        database: 'app',
        user: 'ann',
        password: SECRET,
        tls: { mode: 'verify' },
      },
      detail: 'db.example.com:25060/app',
      source: '.env',
      pinnedId: null,
      remarks: ['not pinned'],
    });
  });

  it.each<[string, string, Given, string, string]>([
    [
      'the process wins, whole',
      'production',
      { process: { DATABASE_URL: urlOf('a') }, env: PARTS },
      'the environment',
      'a/app',
    ],
    [
      'then the worktree',
      'production',
      { env: { DATABASE_URL: urlOf('b') }, main: PARTS },
      '.env',
      'b/app',
    ],
    [
      'then the main worktree',
      'production',
      { main: PARTS },
      '.env of the main worktree',
      'db.example.com/app',
    ],
    [
      'PRODUCTION_DATABASE_URL before DATABASE_URL in one source',
      'production',
      { env: { DATABASE_URL: urlOf('b'), PRODUCTION_DATABASE_URL: urlOf('c') } },
      '.env',
      'c/app',
    ],
    [
      'but not before an earlier source',
      'production',
      { process: { DATABASE_URL: urlOf('b') }, env: { PRODUCTION_DATABASE_URL: urlOf('c') } },
      'the environment',
      'b/app',
    ],
    [
      'an empty value is none',
      'production',
      { process: { DATABASE_URL: '', DATABASE_HOST: '  ' }, env: PARTS },
      '.env',
      'db.example.com/app',
    ],
    [
      'a password, CA or TLS name alone makes no group',
      'production',
      {
        process: { PGPASSWORD: 'x', DATABASE_CA_CERT: 'nowhere', DATABASE_TLS_HOST: 'n' },
        env: PARTS,
      },
      '.env',
      'db.example.com/app',
    ],
    ['local by URL', 'local', { env: { LOCAL_DATABASE_URL: urlOf('l') } }, '.env', 'l/app'],
    ['local split', 'local', { env: prefixed('LOCAL_', PARTS) }, '.env', 'db.example.com/app'],
    [
      'a further one',
      'eu-west',
      { targets: { 'eu-west': {} }, env: { EU_WEST_DATABASE_URL: urlOf('eu') } },
      '.env',
      'eu/app',
    ],
    [
      'a further one, split',
      'eu_2',
      { targets: { eu_2: {} }, env: prefixed('EU_2_', PARTS) },
      '.env',
      'db.example.com/app',
    ],
  ])('%s', (_, name, given, source, detail) => {
    const target = targetOf(name, given);
    expect([target.source, target.detail]).toEqual([source, detail]);
    expect(secretsOf(target.connection)).toEqual([SECRET]);
  });

  it('an ambient PGPASSWORD never goes to what a later source names', () => {
    const { PGPASSWORD: _, ...bare } = PARTS;
    expect(serverOf('production', { process: { PGPASSWORD: 'x' }, env: bare }).password).toBe('');
  });

  it('a password variable of the same source serves a URL that has none', () => {
    const env = { DATABASE_URL: 'postgres://ann@db/app', PGPASSWORD: SECRET };
    expect(serverOf('production', { env }).password).toBe(SECRET);
    const own = { ...env, DATABASE_URL: 'postgres://ann:own@db/app' };
    expect(serverOf('production', { env: own }).password).toBe('own');
  });

  it.each([
    ['production', 'DATABASE_PASSWORD', ''],
    ['local', 'LOCAL_DATABASE_PASSWORD', 'LOCAL_'],
  ])('the other password variable of %s', (name, variable, prefix) => {
    const { PGPASSWORD: _, ...bare } = PARTS;
    const env = { ...prefixed(prefix, bare), [variable]: ' p w ' };
    expect(serverOf(name, { env }).password).toBe(' p w ');
  });

  it.each<[string, string, Given, string]>([
    [
      'a URL beside split variables',
      'production',
      { env: { ...PARTS, DATABASE_URL: urlOf('a') } },
      '.env: DATABASE_URL stands beside DATABASE_HOST',
    ],
    [
      'a URL beside its own password variable',
      'production',
      { env: { DATABASE_URL: urlOf('a'), DATABASE_PASSWORD: SECRET } },
      '.env: DATABASE_URL stands beside DATABASE_PASSWORD',
    ],
    [
      'the same for local',
      'local',
      { main: { LOCAL_DATABASE_URL: urlOf('a'), LOCAL_DATABASE_USER: 'x' } },
      '.env of the main worktree: LOCAL_DATABASE_URL stands beside LOCAL_DATABASE_USER',
    ],
    [
      'two passwords',
      'production',
      { env: { ...PARTS, DATABASE_PASSWORD: `${SECRET}2` } },
      '.env: PGPASSWORD and DATABASE_PASSWORD differ',
    ],
    [
      'half a group, though a later source has a whole one',
      'production',
      { process: { DATABASE_NAME: 'other' }, env: PARTS },
      'the environment: DATABASE_NAME is incomplete without DATABASE_HOST, DATABASE_USER.',
    ],
    [
      'a bad port',
      'production',
      { env: { ...PARTS, DATABASE_PORT: SECRET } },
      '.env: DATABASE_HOST is malformed: DATABASE_PORT is no port',
    ],
    [
      'a bad host',
      'production',
      { env: { ...PARTS, DATABASE_HOST: `${SECRET} x` } },
      '.env: DATABASE_HOST is malformed: DATABASE_HOST is no host name',
    ],
    [
      'none for production',
      'production',
      { env: { DATABASE_URL: 'none' } },
      '.env: DATABASE_URL is no postgres:// URL',
    ],
  ])('refused: %s', (_, name, given, expected) => {
    expect(problemOf(name, given)).toContain(expected);
  });

  it('a URL beside split variables of another source is no error', () => {
    const given = { process: { DATABASE_URL: urlOf('a') }, env: PARTS };
    expect(targetOf('production', given).detail).toBe('a/app');
  });
});
