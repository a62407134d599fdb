import { describe, expect, it } from 'vitest';
import { PEM, problemOf, SECRET, targetOf, urlOf, type Values } from './resolve-one.ts';

describe('TLS', () => {
  const verify = { mode: 'verify' };
  const withCa = { mode: 'verify', ca: PEM };
  const off = { mode: 'off' };
  const insecure = { mode: 'insecure-no-verify' };

  it.each<[string, string, Values, object, object]>([
    ['production', '', {}, {}, verify],
    ['production', '?sslmode=prefer', {}, {}, verify],
    ['production', '?sslmode=require', {}, {}, verify],
    ['production', '?sslmode=verify-ca', {}, {}, verify],
    ['production', '?sslmode=verify-full', {}, {}, verify],
    ['production', '?ssl=true', {}, {}, verify],
    ['production', '?sslnegotiation=postgres', {}, {}, verify],
    ['production', '?sslnegotiation=direct', {}, {}, { mode: 'verify', direct: true }],
    [
      'local',
      '?sslmode=require&sslnegotiation=direct',
      {},
      { tls: 'insecure-no-verify' },
      { mode: 'insecure-no-verify', direct: true },
    ],
    ['production', '?uselibpqcompat=true&sslmode=require', {}, {}, verify],
    ['production', '?sslmode=require&sslrootcert=ca.crt', {}, {}, withCa],
    ['production', '?sslrootcert=system', {}, {}, verify],
    ['production', '', { CA: 'ca.crt' }, {}, withCa],
    ['production', '', { CA: PEM }, {}, withCa],
    ['production', '', { CA: 'two.crt' }, {}, { mode: 'verify', ca: PEM + PEM }],
    ['production', '', { CA: 'system' }, {}, verify],
    ['production', '?sslrootcert=nowhere', { CA: 'ca.crt' }, {}, withCa],
    ['production', '', { HOST: 'real.name' }, {}, { mode: 'verify', name: 'real.name' }],
    ['production', '?sslmode=require', {}, { tls: 'insecure-no-verify' }, insecure],
    ['production', '?sslmode=no-verify', {}, { tls: 'insecure-no-verify' }, insecure],
    ['staging', '', {}, {}, verify],
    ['staging', '?sslmode=require', { CA: 'ca.crt' }, {}, withCa],
    ['staging', '', {}, { tls: 'insecure-no-verify' }, insecure],
    ['local', '', {}, {}, off],
    ['local', '?sslmode=disable', { CA: 'ca.crt' }, {}, off],
    ['local', '?sslmode=allow', {}, {}, off],
    ['local', '?sslmode=prefer', {}, {}, off],
    ['local', '?ssl=false', {}, {}, off],
    ['local', '', {}, { tls: 'insecure-no-verify' }, off],
    ['local', '?sslmode=require', {}, {}, verify],
    ['local', '?sslmode=verify-full', {}, {}, verify],
    ['local', '?sslmode=require', {}, { tls: 'insecure-no-verify' }, insecure],
    ['local', '', { CA: 'ca.crt' }, {}, withCa],
    ['local', '?sslmode=prefer&sslrootcert=ca.crt', {}, {}, withCa],
  ])('%s %s %j %j', (name, query, { CA, HOST }, settings, expected) => {
    const prefix = name === 'production' ? '' : `${name.toUpperCase()}_`;
    const env: Values = { [`${prefix}DATABASE_URL`]: `${urlOf('db')}${query}` };
    if (CA) env[`${prefix}DATABASE_CA_CERT`] = CA;
    if (HOST) env[`${prefix}DATABASE_TLS_HOST`] = HOST;
    const target = targetOf(name, { env, targets: { [name]: settings } });
    expect(target.connection).toMatchObject({ kind: 'server' });
    expect(target.connection.kind === 'server' && target.connection.tls).toEqual(expected);
    expect(target.remarks.includes('TLS not verified')).toBe(
      Object.entries(insecure).every(([key, value]) => Reflect.get(expected, key) === value),
    );
  });

  it.each([
    ['production', '?sslmode=disable', 'has an sslmode without TLS; here TLS is mandatory'],
    ['production', '?sslmode=allow', 'has an sslmode without TLS; here TLS is mandatory'],
    ['production', '?ssl=0', 'has an sslmode without TLS; here TLS is mandatory'],
    [
      'production',
      `?sslnegotiation=${SECRET}`,
      'has an unknown sslnegotiation; known are postgres',
    ],
    ['local', '?sslnegotiation=direct', 'has sslnegotiation=direct without TLS'],
    ['staging', '?sslmode=disable', 'has an sslmode without TLS; here TLS is mandatory'],
    ['production', '?sslmode=verify_full', 'has an unknown sslmode; known are disable'],
    ['local', `?sslmode=${SECRET}`, 'has an unknown sslmode; known are disable'],
    ['production', '?sslmode=no-verify', 'has sslmode=no-verify'],
    ['local', '?ssl=perhaps', 'has an unknown value of ssl'],
    ['production', '?sslrootcert=nowhere.crt', 'names a CA file that cannot be read (ENOENT)'],
    ['production', '?sslrootcert=.', 'names a CA file that cannot be read (EISDIR)'],
    ['production', '?sslrootcert=empty.crt', 'names a CA file that holds no certificate'],
    ['production', '?sslrootcert=bad.crt', 'names a CA file that holds no certificate'],
  ])('refused: %s %s', (name, query, expected) => {
    const variable = name === 'production' ? 'DATABASE_URL' : `${name.toUpperCase()}_DATABASE_URL`;
    const given = { env: { [variable]: `${urlOf('db')}${query}` }, targets: { [name]: {} } };
    expect(problemOf(name, given)).toContain(`.env: ${variable} ${expected}`);
  });

  it('names the variable of the CA, and where it stands', () => {
    const env = { DATABASE_URL: urlOf('db'), DATABASE_CA_CERT: 'nowhere.crt' };
    expect(problemOf('production', { env })).toBe(
      '.env: DATABASE_CA_CERT names a CA file that cannot be read (ENOENT).',
    );
  });

  it('refuses a TLS name that is none', () => {
    const env = { DATABASE_URL: urlOf('db'), DATABASE_TLS_HOST: 'a b' };
    expect(problemOf('production', { env })).toContain('_TLS_HOST that is no host name');
  });

  it('an sslmode of the insecure config still may not be plain', () => {
    const env = { DATABASE_URL: `${urlOf('db')}?sslmode=disable` };
    const given = { env, targets: { production: { tls: 'insecure-no-verify' } } };
    expect(problemOf('production', given)).toContain('TLS is mandatory');
  });
});
