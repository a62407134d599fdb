import { expect, test } from 'vitest';
import type { Connection } from '../../src/core/target.ts';
import { classifyError } from '../../src/database/classify-error.ts';
import { withSession } from '../../src/database/session.ts';
import { makeCertificates } from '../support/certificates.ts';
import {
  freshDatabase,
  localServer,
  productionServer,
  startExtraServer,
} from '../support/postgres.ts';
import { targetOf } from './targets.ts';

type ServerConnection = Extract<Connection, { kind: 'server' }>;

/** Whether the session is encrypted, or why there is none. */
async function ask(connection: ServerConnection): Promise<string> {
  const options = { timeoutSeconds: 10, readOnly: true };
  try {
    return await withSession(connection, options, async (session) => {
      const sql = 'SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
      const [row] = await session.query(sql);
      return `ssl=${row?.['ssl']} ${row?.['version']}`;
    });
  } catch (error) {
    const answer = classifyError(error, { target: targetOf(connection), timeoutSeconds: 10 });
    return `${answer.access}: ${answer.problem}`;
  }
}

test('the pinned CA and the right address: TLS 1.3', async () => {
  await using database = await freshDatabase(productionServer());
  expect(await ask(database.connection)).toBe('ssl=t TLSv1.3');
});

test('an authority that is not pinned is not trusted', async () => {
  await using database = await freshDatabase(productionServer());
  const found = await ask({ ...database.connection, tls: { mode: 'verify' } });
  expect(found).toMatch(/^refused: .* made by no CA that is trusted here/);
});

test('another authority than the pinned one is not trusted', async () => {
  await using database = await freshDatabase(productionServer());
  const { ca } = await makeCertificates(['127.0.0.1']);
  const found = await ask({ ...database.connection, tls: { mode: 'verify', ca } });
  expect(found).toMatch(/^refused: .* was not made by the CA in DATABASE_CA_CERT/);
});

test('the certificate must carry the host that was dialled, or the name that is configured', async () => {
  const certificates = await makeCertificates(['db.example.com']);
  await using extra = await startExtraServer({ tls: certificates });
  const { host, port, user, password, ca = '' } = extra.server;
  const dialled = { kind: 'server', host, port, user, password, database: 'postgres' } as const;
  const plain = await ask({ ...dialled, tls: { mode: 'verify', ca } });
  expect(plain).toMatch(/^refused: .* is for another host \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
  const byName = await ask({ ...dialled, host: 'localhost', tls: { mode: 'verify', ca } });
  expect(byName).toMatch(/^refused: .* is for another host/);
  for (const tunnel of [host, 'localhost']) {
    const tls = { mode: 'verify', ca, name: 'db.example.com' } as const;
    expect(await ask({ ...dialled, host: tunnel, tls })).toBe('ssl=t TLSv1.3');
  }
  const wrong = { mode: 'verify', ca, name: 'db.example.org' } as const;
  expect(await ask({ ...dialled, tls: wrong })).toMatch(/^refused: .* is for another host/);
});

test('no verification where the config says so', async () => {
  await using database = await freshDatabase(productionServer());
  const connection = { ...database.connection, tls: { mode: 'insecure-no-verify' } } as const;
  expect(await ask(connection)).toBe('ssl=t TLSv1.3');
});

test('a server without TLS never gets as far as the password', async () => {
  await using database = await freshDatabase(localServer());
  const found = await ask({ ...database.connection, tls: { mode: 'verify' } });
  expect(found).toMatch(/^refused: .* does not speak TLS/);
});

test('a server that wants TLS says so to who does not', async () => {
  await using database = await freshDatabase(productionServer());
  const found = await ask({ ...database.connection, tls: { mode: 'off' } });
  expect(found).toMatch(/^refused: .*no encryption.*\(28000\)/);
});
