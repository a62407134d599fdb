import { describe, expect, it } from 'vitest';
import { seedEnvironment } from '../../src/config/seed-environment.ts';

const LOCAL = {
  kind: 'server',
  host: '127.0.0.1',
  port: 5433,
  database: 'app dev',
  user: 'ann',
  password: 'p@ss',
  tls: { mode: 'off' },
} as const;
const TARGETS = ['local', 'production', 'eu-west'];
const URL = 'postgres://ann:p%40ss@127.0.0.1:5433/app%20dev';

describe('the environment of a seed', () => {
  it('names the local database, whichever variable is read', () => {
    const env = seedEnvironment({ PATH: '/bin', PGSERVICE: 'prod' }, LOCAL, TARGETS);
    expect(env).toMatchObject({
      PATH: '/bin',
      LOCAL_DATABASE_URL: URL,
      DATABASE_URL: URL,
      DATABASE_HOST: '127.0.0.1',
      DATABASE_NAME: 'app dev',
      PGHOST: '127.0.0.1',
      PGPORT: '5433',
      PGUSER: 'ann',
      PGPASSWORD: 'p@ss',
      PGSSLMODE: 'disable',
      PGSERVICE: undefined,
    });
  });

  it('holds nothing of another target, and leaves nothing for dotenv to fill in', () => {
    const given = {
      PRODUCTION_DATABASE_URL: 'postgres://prod',
      DEPLOY_DATABASE_URL: 'postgres://prod',
      EU_WEST_DATABASE_URL: 'postgres://eu',
      DATABASE_CA_CERT: '/ca.pem',
    };
    expect(seedEnvironment(given, LOCAL, TARGETS)).toMatchObject({
      PRODUCTION_DATABASE_URL: '',
      DEPLOY_DATABASE_URL: '',
      EU_WEST_DATABASE_URL: '',
      EU_WEST_DATABASE_PASSWORD: '',
      DATABASE_CA_CERT: '',
    });
  });

  it('knows sockets, IPv6 and embedded databases', () => {
    const at = (host: string): string | undefined =>
      seedEnvironment({}, { ...LOCAL, host }, TARGETS)['DATABASE_URL'];
    expect(at('::1')).toBe('postgres://ann:p%40ss@[::1]:5433/app%20dev');
    expect(at('/run/pg')).toBe('postgres://ann:p%40ss@/app%20dev?host=%2Frun%2Fpg&port=5433');
    const embedded = seedEnvironment({}, { kind: 'pglite', folder: '/x/db' }, TARGETS);
    expect(embedded).toMatchObject({ DATABASE_URL: 'pglite:/x/db', DATABASE_HOST: '' });
  });
});
