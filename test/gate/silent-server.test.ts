import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultyServer, hangingServer, hangsAfterTls } from '../support/faulty-servers.ts';
import { blockingCodes, reasonsOf, summaryOf, verifyJson } from './ask.ts';
import { readFootprint } from './footprint.ts';
import { type Gated, gatedRepository } from './gated-repository.ts';

/** Generous: git, node and one second of waiting, each twice, on a busy machine. */
const BOUND_MS = 10_000;

const SERVERS: readonly (readonly [string, () => Promise<FaultyServer>])[] = [
  ['accepts and never answers', hangingServer],
  ['falls silent after it has agreed to TLS', hangsAfterTls],
];

let gated: Gated;

beforeAll(async () => {
  gated = await gatedRepository({ timeoutSeconds: 1 });
});

afterAll(() => gated[Symbol.asyncDispose]());

describe('a production that', () => {
  it.each(SERVERS)('%s: blocks after timeoutSeconds', async (_, start) => {
    await using server = await start();
    const url = gated.production.url.replace(/:\d+\//, `:${server.port}/`);
    const repository = gated.repository.with({ LOCAL_DATABASE_URL: 'none', DATABASE_URL: url });
    const before = await readFootprint(gated);

    const started = performance.now();
    const { code, report } = await verifyJson(repository, 'feature');
    const verified = performance.now();
    const merge = await repository.git('merge', 'feature');
    const merged = performance.now();

    expect(blockingCodes(report)).toEqual(['UNREACHABLE production']);
    expect(code).toBe(1);
    expect(verified - started).toBeLessThan(BOUND_MS);
    expect(merge.code).not.toBe(0);
    expect(merged - verified).toBeLessThan(BOUND_MS);
    expect(server.connections()).toBe(2);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    expect(summaryOf(merge)).toEqual([
      'Local migrations:  –',
      'Production access: ⚠️',
      '',
      '⚠️  LOCAL OK - Production deployment pending (firewall/access issue)',
    ]);
    expect(await readFootprint(gated)).toEqual(before);
  });
});
