import { describe, expect, it } from 'vitest';
import { PEM, resolveOne, SECRET, serverOf, targetOf, urlOf } from './resolve-one.ts';

describe('DEPLOY_DATABASE_URL', () => {
  const env = {
    DATABASE_URL: 'postgres://reader:r@db/app',
    PGPASSWORD: 'readers',
    DATABASE_CA_CERT: 'ca.crt',
    DATABASE_TLS_HOST: 'real.name',
    DEPLOY_DATABASE_URL: `postgres://owner:${SECRET}@direct/app`,
  };

  it('is for the commands that write only', () => {
    expect(serverOf('production', { env }).user).toBe('reader');
    expect(serverOf('production', { env, deploy: true })).toMatchObject({
      host: 'direct',
      user: 'owner',
      password: SECRET,
      tls: { mode: 'verify', ca: PEM, name: 'real.name' },
    });
  });

  it('is not for other targets', () => {
    const both = { ...env, LOCAL_DATABASE_URL: urlOf('l') };
    expect(serverOf('local', { env: both, deploy: true }).host).toBe('l');
  });

  it('keeps the CA of production, relative to its own folder', () => {
    const { DEPLOY_DATABASE_URL, ...main } = env;
    const tls = serverOf('production', {
      process: { DEPLOY_DATABASE_URL },
      main,
      deploy: true,
    }).tls;
    expect(tls).toEqual({ mode: 'verify', ca: PEM, name: 'real.name' });
  });

  it('of a later source is not for the production of an earlier one', () => {
    const given = { process: { DATABASE_URL: urlOf('other') }, env, deploy: true };
    expect(serverOf('production', given).host).toBe('other');
  });

  it('takes no password of the lesser role', () => {
    const without = { ...env, DEPLOY_DATABASE_URL: 'postgres://owner@direct/app' };
    expect(serverOf('production', { env: without, deploy: true }).password).toBe('');
  });

  it('alone configures production for deploying, not for checking', () => {
    const alone = { env: { DEPLOY_DATABASE_URL: urlOf('direct') } };
    expect(resolveOne('production', alone).kind).toBe('not-configured');
    expect(targetOf('production', { ...alone, deploy: true }).detail).toBe('direct/app');
  });
});
