import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { withSession } from '../../src/database/session.ts';
import { makeCertificates } from '../support/certificates.ts';
import {
  accessTo,
  type FreshDatabase,
  freshDatabase,
  productionServer,
  startExtraServer,
} from '../support/postgres.ts';
import { findFreePort } from '../support/postmaster.ts';
import { newPassword } from '../support/run-folder.ts';
import type { RunningServer } from '../support/server.ts';
import { blockingCodes, reasonsOf, summaryOf, verifyJson } from './ask.ts';
import { type Footprint, readFootprint } from './footprint.ts';
import { type Gated, gatedRepository } from './gated-repository.ts';
import { environmentOf } from './target-environment.ts';

type Situation = {
  readonly name: string;
  /** What differs from an environment in which both databases answer. */
  readonly differs: (gated: Gated) => Promise<Record<string, string>> | Record<string, string>;
  readonly codes: readonly string[];
};

const NONE = { DATABASE_URL: '', DATABASE_CA_CERT: '' };

const SITUATIONS: readonly Situation[] = [
  {
    name: 'production is down',
    differs: async ({ production }) => ({
      DATABASE_URL: production.url.replace(/:\d+\//, `:${await findFreePort()}/`),
    }),
    codes: ['PENDING local', 'UNREACHABLE production'],
  },
  {
    name: 'local is down',
    differs: async ({ local }) => ({
      LOCAL_DATABASE_URL: local.url.replace(/:\d+\//, `:${await findFreePort()}/`),
    }),
    codes: ['UNREACHABLE local', 'PENDING production'],
  },
  {
    name: 'wrong password',
    differs: ({ production }) => ({
      DATABASE_URL: withPassword(production.url, newPassword(inject('runFolder'))),
    }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'no such database',
    differs: ({ production }) => ({ DATABASE_URL: `${production.url}_gone` }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'another database than the pinned one',
    differs: () => ({ DATABASE_URL: another.url }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'a database without an id, while one is pinned',
    differs: () => ({ DATABASE_URL: empty.url }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'a certificate by another CA than the pinned one',
    differs: async () => ({ DATABASE_CA_CERT: (await makeCertificates(['127.0.0.1'])).ca }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'a certificate by no CA that the system trusts',
    differs: () => ({ DATABASE_CA_CERT: '' }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'a certificate for another name',
    differs: () => ({ DATABASE_TLS_HOST: 'elsewhere.test' }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'a server without TLS',
    differs: ({ local }) => ({ DATABASE_URL: local.url.replace(local.name, 'postgres') }),
    codes: ['PENDING local', 'REFUSED production'],
  },
  {
    name: 'one database for both',
    differs: ({ production }) => ({
      LOCAL_DATABASE_URL: production.url,
      LOCAL_DATABASE_CA_CERT: production.server.caFile ?? '',
    }),
    codes: ['SAME_DATABASE production', 'PENDING local', 'PENDING production'],
  },
  {
    name: 'a read replica',
    differs: () => ({
      DATABASE_URL: accessTo(replica.server, 'postgres', 'postgres', replica.server.password).url,
      DATABASE_CA_CERT: replica.server.caFile ?? '',
    }),
    codes: ['PENDING local', 'READ_REPLICA production', 'PENDING production'],
  },
  {
    name: 'no production',
    differs: () => NONE,
    codes: ['PENDING local', 'NOT_CONFIGURED production'],
  },
  {
    name: 'no local database',
    differs: () => ({ LOCAL_DATABASE_URL: '' }),
    codes: ['NOT_CONFIGURED local', 'PENDING production'],
  },
];

let gated: Gated;
let another: FreshDatabase;
let empty: FreshDatabase;
let replica: RunningServer;
let untouched: Footprint;

beforeAll(async () => {
  gated = await gatedRepository();
  gated.repository.write('.env', '');
  another = await freshDatabase(productionServer());
  empty = await freshDatabase(productionServer());
  await withSession(another.connection, { timeoutSeconds: 10 }, ensureLedger);
  replica = await startReplica(gated);
  untouched = await readFootprint(gated);
});

afterAll(async () => {
  await gated[Symbol.asyncDispose]();
  await Promise.all([another.drop(), empty.drop(), replica.stop()]);
});

describe('what is undeployed is blocked, and why it could not be asked is said, with', () => {
  it.each(SITUATIONS.map((each) => [each.name, each] as const))('%s', async (_, situation) => {
    const { differs, codes } = situation;
    const environment = { ...environmentOf(gated), ...(await differs(gated)) };
    const repository = gated.repository.with(environment);

    const { code, report } = await verifyJson(repository, 'feature');
    const merge = await repository.git('merge', 'feature');

    expect(blockingCodes(report)).toEqual(codes);
    expect(code).toBe(codes.some((reason) => reason.startsWith('NOT_CONFIGURED')) ? 2 : 1);
    expect(merge.code).not.toBe(0);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    expect(summaryOf(merge)).toMatchSnapshot();
  });

  it('nothing changed, neither here nor in a database', async () => {
    expect(await readFootprint(gated)).toEqual(untouched);
  });
});

/** A standby with the ledger, and so the id, of the pinned database. */
async function startReplica({ production }: Gated): Promise<RunningServer> {
  const [gate] = await production.query<{ id: string }>(
    'SELECT database_id AS id FROM migration_gate.gate',
  );
  return startExtraServer({
    tls: await makeCertificates(['127.0.0.1']),
    standby: async (primary) => {
      const access = accessTo(primary, 'postgres', primary.user, primary.password);
      await withSession(access.connection, { timeoutSeconds: 10 }, ensureLedger);
      await access.query('UPDATE migration_gate.gate SET database_id = $1', [gate?.id]);
    },
  });
}

function withPassword(url: string, password: string): string {
  return url.replace(/:[^:@]*@/, `:${encodeURIComponent(password)}@`);
}
