import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePostgresUrl } from '../../src/config/postgres-url.ts';
import { renderAddress } from '../../src/config/server-address.ts';
import { GateError } from '../../src/errors.ts';

const PLACE = { source: '.env', variable: 'DATABASE_URL' };
const parse = (url: string, password?: string) => parsePostgresUrl(url, PLACE, password);

function refusal(url: string): GateError {
  try {
    parse(url);
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parsePostgresUrl', () => {
  it.each([
    ['postgres://u:p@h/d', { host: 'h', port: 5432, database: 'd', user: 'u', password: 'p' }],
    ['postgresql://u:p@h:1/d', { port: 1 }],
    ['POSTGRES://u:p@h/d', { host: 'h' }],
    ['postgres://u@h/d', { user: 'u', password: '' }],
    ['postgres://u:@h/d', { password: '' }],
    ['postgres://u:p@h:/d', { port: 5432 }],
    [
      'postgres://a%40b:p%23%2F%3F%40%25%20@h/d%2Fe',
      { user: 'a@b', password: 'p#/?@% ', database: 'd/e' },
    ],
    ['postgres://u:p:q@h/d', { password: 'p:q' }],
    ['postgres://u:p+q@h/d', { password: 'p+q' }],
    ['postgres://u:p@[::1]:5433/d', { host: '::1', port: 5433 }],
    ['postgres://u:p@[2001:db8::1]/d', { host: '2001:db8::1', port: 5432 }],
    ['postgres://u:p@%2Frun%2Fpostgresql:5433/d', { host: '/run/postgresql', port: 5433 }],
    ['postgres://u:p@/d?host=/run/postgresql', { host: '/run/postgresql' }],
    [
      'postgres:///d?host=%2Frun%2Fpg&user=u&password=p&port=6',
      { host: '/run/pg', user: 'u', password: 'p', port: 6 },
    ],
    ['postgres://u:p@other/x?host=h&dbname=d', { host: 'h', database: 'd' }],
    [
      'postgres://u:p@h/d?sslmode=require&sslrootcert=%2Fca',
      { sslmode: 'require', sslrootcert: '/ca' },
    ],
    ['postgres://u:p@h/d?sslmode=', { sslmode: undefined }],
    [
      'postgres://u:p@h/d?application_name=x&connect_timeout=1&channel_binding=require&target_session_attrs=any&gssencmode=disable&schema=public&pgbouncer=true&connection_limit=1&x',
      { host: 'h' },
    ],
    ['postgres://u:p@under_score-1.example.com/d', { host: 'under_score-1.example.com' }],
  ])('%s', (url, expected) => {
    expect(parse(url)).toMatchObject(expected);
  });

  it('takes the password of a variable where the URL has none', () => {
    expect(parse('postgres://u@h/d', 'x').password).toBe('x');
    expect(parse('postgres://u:p@h/d', 'x').password).toBe('p');
  });

  it.each([
    'postgres://u:hunter#two@h/d',
    'postgres://u:hunter/two@h/d',
    'postgres://u:hunter?two@h/d',
    'postgres://u:hunter@two@h/d',
    'postgres://u:hunter two@h/d',
    'postgres://u:1/hunter@h/d',
    'postgres://u:@h/d?hunter@h/d',
    'postgres://u:hunter%two@h/d',
    'postgres://u:100%@h/d',
    'postgres://u:p@h/hunter/two',
  ])('asks for percent-encoding: %s', (url) => {
    const error = refusal(url);
    expect(error.message).toMatch(/^\.env: DATABASE_URL .*percent-encoded/s);
    expect(error.fix).toContain('Percent-encode');
    expect(`${error.stack}${error.fix}`).not.toMatch(/hunter|two@/);
  });

  it.each([
    ['mysql://u:hunter@h/d', 'is no postgres:// URL'],
    ['hunter', 'is no postgres:// URL'],
    ['postgres:u:hunter@h/d', 'is no postgres:// URL'],
    ['postgres://u:hunter@h', 'is incomplete without its database.'],
    ['postgres://u:hunter@h/', 'is incomplete without its database.'],
    ['postgres://h/d', 'is incomplete without its user.'],
    ['postgres://:hunter@h/d', 'is incomplete without its user.'],
    ['postgres://u:hunter@/d', 'is incomplete without its host.'],
    ['postgres://', 'is incomplete without its host, its database, its user.'],
    ['postgres://u:p@h:hunter/d', 'is malformed: its port is no port'],
    ['postgres://u:p@h:0/d', 'is malformed: its port is no port'],
    ['postgres://u:p@h:65536/d', 'is malformed: its port is no port'],
    ['postgres://u:p@h1:1,h2:2/d', 'is malformed: its p'],
    ['postgres://u:p@h1,h2/d', 'One host only.'],
    ['postgres://u:p@h$unter/d', 'is malformed: its host is no host name'],
    ['postgres://u:p@[::hunter]/d', 'is malformed: its host is no host name'],
    ['postgres://u:p@-h/d', 'is malformed: its host is no host name'],
    ['postgres://u:hunter%00@h/d', 'has a NUL character'],
    ['postgres://u%0Ahunter:p@h/d', 'has a control character'],
    ['postgres://u:p@h/d?options=-csearch_path%3Dhunter', 'the parameter options, which is not'],
    ['postgres://u:p@h/d?sslcert=hunter', 'the parameter sslcert, which is not supported'],
    ['postgres://u:p@h/d?hostaddr=hunter', 'the parameter hostaddr, which is not supported'],
    ['postgres://u:p@h/d?service=hunter', 'the parameter service, which is not supported'],
  ])('refuses %s', (url, expected) => {
    const error = refusal(url);
    expect(error.message).toContain('.env: DATABASE_URL ');
    expect(error.message).toContain(expected);
    expect(`${error.stack}${error.fix}`).not.toContain('hunter');
  });
});

const printable = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !/\p{Cc}/u.test(s));

it('property: what was percent-encoded comes back', () => {
  fc.assert(
    fc.property(
      printable,
      fc.string({ unit: 'grapheme' }).filter((password) => !password.includes('\0')),
      printable,
      fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
      fc.integer({ min: 1, max: 65535 }),
      (user, password, database, host, port) => {
        const encoded = [user, password, database].map(encodeURIComponent);
        const written = host.includes(':') ? `[${host}]` : host;
        const url = `postgres://${encoded[0]}:${encoded[1]}@${written}:${port}/${encoded[2]}`;
        const address = parse(url);
        expect(address).toMatchObject({ user, password, database, host, port });
        expect(renderAddress(address)).toBe(
          port === 5432 ? `${written}/${database}` : `${written}:${port}/${database}`,
        );
      },
    ),
  );
});

it('property: a password that was not percent-encoded is taken whole or refused, and never told', () => {
  // no hex digit behind a %: that would be percent-encoding
  const part = fc.constantFrom('#', '/', '?', '@', ':', '%', '[', ']', '&', '=', 'S3C', ' ', ',');
  fc.assert(
    fc.property(fc.string({ unit: part, minLength: 1, maxLength: 8 }), (password) => {
      const url = `postgres://ann:${password}@db.example.com/app`;
      let found: string;
      try {
        found = parse(url).password;
      } catch (error) {
        expect(error).toBeInstanceOf(GateError);
        const { message, fix } = error as GateError;
        expect(message + fix).not.toContain('S3C');
        return;
      }
      expect(found).toBe(password);
    }),
    { numRuns: 1000 },
  );
});
