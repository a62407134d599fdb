import { describe, expect, it } from 'vitest';
import { GateError } from '../../src/errors.ts';
import { digitalOcean as provider } from '../../src/firewall/digitalocean.ts';
import { type Api, openApi } from '../../src/firewall/digitalocean-api.ts';
import { findCluster, readNewestBackup } from '../../src/firewall/digitalocean-clusters.ts';
import type { Opened } from '../../src/firewall/provider.ts';
import { wideLines } from '../core/builders.ts';
import { CLUSTER, type DigitalOcean, digitalOcean, OFFICE } from '../support/digitalocean.ts';

const IP = '8.8.4.4';
const LABEL = 'migration-gate ann 1f2e until 2026-11-26T15:00:00Z';
const UNTIL = '2026-11-26T15:00:00Z';

/** Nothing is waited for; what was asked for is written down. */
const waits: number[] = [];
const pause = async (ms: number): Promise<void> => void waits.push(ms);

const apiOf = ({ url, token }: DigitalOcean, over: { token?: string } = {}): Api =>
  openApi({ token, baseUrl: url, timeoutMs: 5000, pause, ...over });

function firewallOf(server: DigitalOcean, cluster = CLUSTER) {
  const { open, close, list } = provider(apiOf(server), cluster, pause);
  const journal: unknown[] = [];
  const request = { ip: IP, label: LABEL, until: UNTIL };
  return {
    journal,
    list,
    open: (ip = IP) =>
      open({
        ...request,
        ip,
        journal: async (before) => void journal.push(structuredClone(before)),
      }),
    close: (opened: Opened) => {
      const receipt = opened.kind === 'opened' ? opened.receipt : null;
      return close({ ...request, receipt, close: null });
    },
  };
}

/** As it is read: no line is wider than a terminal. */
const errorOf = (asked: Promise<unknown>): Promise<GateError> =>
  asked.then(
    () => Promise.reject(new Error('nothing failed')),
    (error) => {
      if (!(error instanceof GateError)) throw error;
      const lines = `migration-gate: ${error.message}\n  ${error.fix.replaceAll('\n', '\n  ')}`;
      expect(wideLines(lines)).toEqual([]);
      return error;
    },
  );

describe('opening and closing', () => {
  it('adds one rule and takes it away again; all others stay as they were, whatever is in them', async () => {
    await using server = await digitalOcean({
      rules: [OFFICE, { type: 'droplet', value: '42', uuid: 'd' }],
    });
    const before = structuredClone(server.rules());
    const firewall = firewallOf(server);

    const opened = await firewall.open();

    expect(opened).toMatchObject({ kind: 'opened', lost: [] });
    expect(server.rules().slice(0, 2)).toEqual(before);
    expect(server.rules()[2]).toMatchObject({ type: 'ip_addr', value: IP, description: LABEL });
    expect(firewall.journal).toEqual([before]);
    expect(await firewall.close(opened)).toBe('closed');
    expect(server.rules()).toEqual(before);
    expect(await firewall.close(opened)).toBe('gone');
  });

  it('what is let in already is not touched, and is not ours', async () => {
    await using server = await digitalOcean();
    const firewall = firewallOf(server);
    const opened = await firewall.open(OFFICE.value);
    expect(opened).toMatchObject({ kind: 'allowed', by: { value: OFFICE.value } });
    expect(server.requests.filter((one) => one.startsWith('PUT'))).toEqual([]);
    expect(firewall.journal).toEqual([]);
  });

  it('refuses an empty list and a full one, and changes nothing', async () => {
    await using empty = await digitalOcean({ rules: [] });
    expect((await errorOf(firewallOf(empty).open())).message).toMatchInlineSnapshot(`
      "There are no trusted sources: everybody may connect already.
      One rule would lock out all others, so none is added."
    `);
    const many = Array.from({ length: 100 }, (_, i) => ({ ...OFFICE, value: `9.9.9.${i}` }));
    await using full = await digitalOcean({ rules: many });
    expect((await errorOf(firewallOf(full).open())).message).toMatchInlineSnapshot(
      `"The list of trusted sources is full (100): no rule can be added."`,
    );
    expect([empty, full].flatMap(({ requests }) => requests)).toHaveLength(2);
  });

  it('does nothing where the journal cannot be written', async () => {
    await using server = await digitalOcean();
    const { open } = provider(apiOf(server), CLUSTER, pause);
    const journal = () => Promise.reject(new Error('disk full'));
    await expect(open({ ip: IP, label: LABEL, until: UNTIL, journal })).rejects.toThrow(
      'disk full',
    );
    expect(server.rules()).toEqual([OFFICE]);
  });

  it('keeps the last rule: without it everybody would be let in', async () => {
    await using server = await digitalOcean();
    const firewall = firewallOf(server);
    const opened = await firewall.open();
    server.replace(server.rules().filter(({ value }) => value === IP));
    expect(await firewall.close(opened)).toBe('last');
    expect(server.rules()).toHaveLength(1);
  });

  it('finds its rule by its description where another tool gave it another id', async () => {
    await using server = await digitalOcean();
    const firewall = firewallOf(server);
    const opened = await firewall.open();
    server.replace(server.rules().map(({ uuid: _, ...rule }) => rule));
    expect(await firewall.close(opened)).toBe('closed');
    expect(server.rules().map(({ value }) => value)).toEqual([OFFICE.value]);
  });

  it('leaves a rule for the same address that somebody made in its place', async () => {
    await using server = await digitalOcean();
    const firewall = firewallOf(server);
    const opened = await firewall.open();
    server.replace([OFFICE, { type: 'ip_addr', value: IP, description: 'home of Ann' }]);
    expect(await firewall.close(opened)).toBe('foreign');
    expect(server.rules()).toHaveLength(2);
  });
});

describe('a second writer in between', () => {
  const HOME = { type: 'ip_addr', value: '9.9.9.9', description: 'home of Ben' };

  it('who throws our rule away: the list is merged again, with his rule', async () => {
    await using server = await digitalOcean();
    server.onPut = () => {
      server.onPut = null;
      server.replace([OFFICE, HOME]);
    };
    const opened = await firewallOf(server).open();
    expect(opened).toMatchObject({ kind: 'opened', lost: [] });
    expect(server.rules().map(({ value }) => value)).toEqual([OFFICE.value, HOME.value, IP]);
  });

  it('who removes one of the others: it is not brought back, and is told', async () => {
    await using server = await digitalOcean({ rules: [OFFICE, HOME] });
    server.onPut = (rules) => server.replace(rules.filter(({ value }) => value !== HOME.value));
    const opened = await firewallOf(server).open();
    expect(opened).toMatchObject({ kind: 'opened', lost: [{ value: HOME.value }] });
  });

  it('who never stops: given up after three tries', async () => {
    await using server = await digitalOcean();
    server.onPut = () => server.replace([OFFICE]);
    const error = await errorOf(firewallOf(server).open());
    expect(error.message).toMatchInlineSnapshot(
      `
      "The rule could not be added:
      somebody else changes the list of trusted sources all the time."
    `,
    );
    expect(server.requests.filter((one) => one.startsWith('PUT'))).toHaveLength(3);
    expect(server.rules()).toHaveLength(1);
  });

  it('who brings our rule back while we close: it is closed again', async () => {
    await using server = await digitalOcean();
    const firewall = firewallOf(server);
    const opened = await firewall.open();
    const withOurs = server.rules();
    server.onPut = () => {
      server.onPut = null;
      server.replace([...withOurs, HOME]);
    };
    expect(await firewall.close(opened)).toBe('closed');
    expect(server.rules().map(({ value }) => value)).toEqual([OFFICE.value, HOME.value]);
  });
});

describe('an API that fails', () => {
  const list = (server: DigitalOcean) => firewallOf(server).list();

  it.each([
    ['a token that it does not know', 401],
    ['a scope that is missing', 403],
    ['no such cluster', 404],
    ['a list that it does not take', 422],
  ])('%s (%i) is told at once, and what to do', async (_, status) => {
    await using server = await digitalOcean();
    const firewall = firewallOf(server, status === 404 ? 'no-such-cluster' : CLUSTER);
    if (status === 403) server.scopes.delete('database:update');
    if (status === 401) server.fail('GET', { status });
    if (status === 422) server.fail('PUT', { status });
    const error = await errorOf(firewall.open());
    expect(`${error.message}\n${error.fix}`).toMatchSnapshot();
    expect(server.rules()).toEqual([OFFICE]);
  });

  it('never shows the token, nor a password of the answer', async () => {
    await using server = await digitalOcean();
    const api = apiOf(server, { token: 'dop_v1_wrong-token' });
    const error = await errorOf(api.get('/databases'));
    expect(JSON.stringify([error.message, error.fix, error.stack])).not.toContain('wrong-token');
  });

  it('waits as it is told to, and gives up where that is long', async () => {
    await using server = await digitalOcean();
    waits.length = 0;
    const busy = { status: 429, headers: { 'retry-after': '7' } };
    server.fail('GET', busy, busy);
    expect(await list(server)).toHaveLength(1);
    expect(waits).toEqual([7000, 7000]);
    server.fail('GET', { status: 429, headers: { 'retry-after': '3000' } });
    expect((await errorOf(list(server))).message).toMatchInlineSnapshot(
      `
      "DigitalOcean was asked too often (429);
      it asks to wait 3000 s."
    `,
    );
    expect(waits).toHaveLength(2);
    server.fail('PUT', busy);
    expect(await firewallOf(server).open()).toMatchObject({ kind: 'opened' });
    expect(waits[2]).toBe(7000);
  });

  it('asks again after a failure of the server, four times', async () => {
    await using server = await digitalOcean();
    server.fail('GET', { status: 500 }, { status: 502 }, { status: 503 });
    expect(await list(server)).toHaveLength(1);
    server.fail('GET', ...Array.from({ length: 4 }, () => ({ status: 503 })));
    expect((await errorOf(list(server))).message).toMatchInlineSnapshot(
      `
      "DigitalOcean's API failed (503):
      the server says error_503."
    `,
    );
  });

  it('a change is not repeated blindly: the list is read anew before the next try', async () => {
    await using server = await digitalOcean();
    server.fail('PUT', { status: 503 });
    expect(await firewallOf(server).open()).toMatchObject({ kind: 'opened' });
    expect(server.requests.map((one) => one.slice(0, 3))).toEqual([
      'GET',
      'PUT',
      'GET',
      'PUT',
      'GET',
    ]);
  });

  it('an answer that is no list changes nothing', async () => {
    await using server = await digitalOcean({ rules: [{ value: 'x' } as never] });
    expect((await errorOf(firewallOf(server).open())).message).toContain('is not understood');
    expect(server.requests).toHaveLength(1);
  });

  it('gives no answer at all', async () => {
    const server = await digitalOcean();
    await server[Symbol.asyncDispose]();
    expect((await errorOf(list(server))).message).toMatchInlineSnapshot(
      `"DigitalOcean's API gave no answer (ECONNREFUSED)."`,
    );
  });
});

describe('the cluster of a host name', () => {
  const clusters = Array.from({ length: 45 }, (_, i) => ({
    id: `id-${i}`,
    host: `db-${i}.db.ondigitalocean.com`,
    ...(i === 2 ? { replicas: [{ id: 'replica', host: 'ro.db.ondigitalocean.com' }] } : {}),
  }));

  it.each([
    ['db-0.db.ondigitalocean.com', 'id-0'],
    ['DB-44.db.ondigitalocean.com.', 'id-44'],
    ['private-db-21.db.ondigitalocean.com', 'id-21'],
    ['ro.db.ondigitalocean.com', 'replica'],
    ['db.example.com', null],
  ])('%s is %s, over all pages', async (host, id) => {
    await using server = await digitalOcean({ clusters });
    expect(await findCluster(apiOf(server), host)).toBe(id);
  });
});

it('the newest backup is the newest, in whatever order they come', async () => {
  const backups = ['2026-11-24T01:00:00Z', '2026-11-26T01:00:00Z', '2026-11-25T01:00:00Z'];
  await using server = await digitalOcean({ clusters: [{ id: CLUSTER, host: 'x', backups }] });
  expect(await readNewestBackup(apiOf(server), CLUSTER)).toBe('2026-11-26T01:00:00Z');
  await using none = await digitalOcean();
  expect(await readNewestBackup(apiOf(none), CLUSTER)).toBeNull();
});
