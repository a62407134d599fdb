import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyError } from '../../src/database/classify-error.ts';
import { GateError } from '../../src/errors.ts';
import { connectionTo, targetOf } from './targets.ts';

const remote = targetOf(connectionTo({ port: 25060 }));
const near = targetOf(connectionTo({ host: '127.0.0.1' }), 'local');

function withCode(code: string, message = 'the message'): Error {
  return Object.assign(new Error(message), { code });
}

function classify(error: unknown, target = remote) {
  return classifyError(error, { target, timeoutSeconds: 10 });
}

const UNREACHABLE = [
  ...['ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ECONNRESET', 'EPIPE', 'ENOENT', '08001', '08006', '57P01', '57P02', '57P03', '53300'],
  '57014',
];
const REFUSED = [
  ...['28P01', '28000', '3D000', '42501', '42P01', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED'],
  ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO'],
  ...['ERR_SSL_WRONG_VERSION_NUMBER', 'CERT_NOT_YET_VALID', 'EWHATEVER'],
];

describe('every failure is unreachable or refused, with its code and a way on', () => {
  test.each(UNREACHABLE)('%s is unreachable', (code) => {
    const answer = classify(withCode(code));
    expect(answer).toMatchObject({ access: 'unreachable' });
    expect(answer.problem).toContain(`(${code})`);
    expect(answer.fixes.length).toBeGreaterThan(0);
  });

  test.each(REFUSED)('%s is refused', (code) => {
    const answer = classify(withCode(code));
    expect(answer).toMatchObject({ access: 'refused' });
    expect(answer.problem).toContain(code);
    expect(answer.fixes.length).toBeGreaterThan(0);
  });

  test.each([
    ['Connection terminated unexpectedly', 'unreachable'],
    ['timeout expired', 'unreachable'],
    ['There was an error establishing an SSL connection', 'unreachable'],
    ['The server does not support SSL connections', 'refused'],
    ['SASL: SCRAM-SERVER-FINAL-MESSAGE: server signature does not match', 'refused'],
    ['something new', 'refused'],
  ])('pg gives no code to "%s": %s', (message, access) => {
    expect(classify(new Error(message)).access).toBe(access);
  });

  test('of an AggregateError, a refusal says more than a silence', () => {
    const error = new AggregateError([withCode('ETIMEDOUT'), withCode('ECONNREFUSED')]);
    expect(classify(error).problem).toContain('(ECONNREFUSED)');
  });

  test('a busy embedded database is unreachable, with its own words', () => {
    const facts = { folder: 'db', holder: '7', lock: 'db.lock' };
    const error = new GateError('EMBEDDED_BUSY', facts);
    expect(classify(error)).toEqual({
      access: 'unreachable',
      problem: error.message,
      fixes: [error.fix],
    });
  });
});

describe('what to do', () => {
  test('a firewall far away has three ways out', () => {
    expect(classify(withCode('ETIMEDOUT'))).toEqual({
      access: 'unreachable',
      barred: true,
      problem: 'db.example.com:25060 did not answer within 10 s (ETIMEDOUT).',
      fixes: [
        'DigitalOcean: Databases > the cluster > Settings > Trusted Sources: add the',
        'public IP address of this machine (elsewhere: the firewall of the database).',
        'Or deploy from a machine that has access, or through the console proxy.',
      ],
    });
  });

  test('a server that does not know our address is barred, too; one without TLS is not', () => {
    const unknown = withCode('28000', 'no pg_hba.conf entry for host "8.8.8.8"');
    expect(classify(unknown)).toMatchObject({ access: 'refused', barred: true });
    const plain = withCode('28000', 'no pg_hba.conf entry for host "8.8.8.8", no encryption');
    expect(classify(plain)).not.toHaveProperty('barred');
    expect(classify(withCode('ECONNREFUSED'), near)).not.toHaveProperty('barred');
  });

  test('a server on this machine only has to be started', () => {
    expect(classify(withCode('ECONNREFUSED'), near).fixes[0]).toMatch(/^Start the server/);
  });

  test('an untrusted certificate: where its CA is, and the variable that pins it', () => {
    const { fixes } = classify(withCode('SELF_SIGNED_CERT_IN_CHAIN'));
    expect(fixes.join(' ')).toMatch(/Download CA certificate.* in \.env: DATABASE_CA_CERT=/);
    const staging = targetOf(connectionTo({}), 'staging-eu');
    const elsewhere = classify(withCode('SELF_SIGNED_CERT_IN_CHAIN'), staging);
    expect(elsewhere.fixes.join(' ')).toContain(' STAGING_EU_DATABASE_CA_CERT=');
  });

  test('a pinned CA that did not make the certificate is named', () => {
    const pinned = targetOf(connectionTo({ tls: { mode: 'verify', ca: 'PEM' } }));
    const { problem } = classify(withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), pinned);
    expect(problem).toContain('was not made by the CA in DATABASE_CA_CERT');
  });

  test('no line is wider than a terminal', () => {
    for (const code of [...UNREACHABLE, ...REFUSED]) {
      for (const fix of classify(withCode(code)).fixes) expect(fix.length).toBeLessThanOrEqual(80);
    }
  });
});

test('whatever is thrown: printable text without the password', () => {
  const code = fc.oneof(fc.constantFrom(...UNREACHABLE, ...REFUSED), fc.string(), fc.integer());
  const thrown = fc.oneof(
    fc.tuple(code, fc.string({ unit: 'binary' })).map(([c, m]) => withCode(c as string, m)),
    fc.anything(),
    fc.constant(new AggregateError([])),
  );
  fc.assert(
    fc.property(thrown, (error) => {
      const { problem, fixes } = classify(error);
      // A sentence may have a second line; nothing else that moves a cursor.
      expect(`${problem}${fixes.join('')}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(problem).not.toContain('never-to-be-seen');
    }),
  );
});
