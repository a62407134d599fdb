import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { listenOnLoopback } from './listen.ts';

export type FakeRule = {
  type: string;
  value: string;
  uuid?: string;
  description?: string;
  [unknown: string]: unknown;
};

type FakeCluster = {
  readonly id: string;
  readonly host: string;
  readonly replicas?: readonly { id: string; host: string }[];
  readonly backups?: readonly string[];
};

type Answer = { readonly status: number; readonly headers?: Record<string, string> };

/** DigitalOcean's API v2, as far as we use it, with its faults; the rules are one cluster's. */
export type DigitalOcean = {
  readonly url: string;
  readonly token: string;
  /** `GET /v2/databases/…` in the order they came. */
  readonly requests: string[];
  /** The list as it is now. */
  rules(): readonly FakeRule[];
  /** Somebody else replaces it. */
  replace(rules: readonly FakeRule[]): void;
  /** Since when an address is let in, in milliseconds of performance.now(); null: it is not. */
  since(ip: string): number | null;
  /** What the next requests of that method get, one each, in place of an answer. */
  fail(method: 'GET' | 'PUT', ...answers: Answer[]): void;
  /** Called after each PUT, before the next request: a second writer, or a kill. */
  onPut: ((rules: readonly FakeRule[]) => void) | null;
  /** Scopes of the token. */
  scopes: Set<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type Setup = {
  readonly clusters?: readonly FakeCluster[];
  readonly rules?: readonly FakeRule[];
  readonly pageSize?: number;
};

export const CLUSTER = '9cc10173-e9ea-4176-9dbc-a4cee4c4ff30';

/** A rule of somebody else, with a field that we do not know. */
export const OFFICE: FakeRule = {
  uuid: '79f26d28-ea8a-41f2-8ad8-8cfcdd020095',
  cluster_uuid: CLUSTER,
  type: 'ip_addr',
  value: '198.20.0.9',
  created_at: '2026-01-02T03:04:05Z',
  description: 'office, 2nd floor',
  colour: { of: ['the', 'future'] },
};

export async function digitalOcean(setup: Setup = {}): Promise<DigitalOcean> {
  const token = `dop_v1_${randomBytes(32).toString('hex')}`;
  const clusters = setup.clusters ?? [{ id: CLUSTER, host: '127.0.0.1' }];
  const since = new Map<string, number>();
  const failures: Record<string, Answer[]> = { GET: [], PUT: [] };
  let rules: FakeRule[] = [...(setup.rules ?? [OFFICE])];
  for (const { value } of rules) since.set(value, performance.now());

  const replace = (next: readonly FakeRule[]): void => {
    // A rule that is there already keeps what the server gave it; a new one gets it now.
    rules = next.map((rule) => {
      const old = rules.find((one) => one.uuid !== undefined && one.uuid === rule.uuid);
      return old ? { ...rule, created_at: old['created_at'] } : grown(rule);
    });
    for (const value of since.keys()) {
      if (!rules.some((rule) => rule.value === value)) since.delete(value);
    }
    for (const { value } of rules) if (!since.has(value)) since.set(value, performance.now());
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    fake.requests.push(`${method} ${url}`);
    const say = (status: number, body?: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    const refuse = (status: number, id: string, headers = {}): void =>
      say(status, { id, message: `the server says ${id}`, request_id: randomUUID() }, headers);
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'unauthorized');
    const fault = failures[method]?.shift();
    if (fault !== undefined) return refuse(fault.status, `error_${fault.status}`, fault.headers);
    const scope = method === 'PUT' ? 'database:update' : 'database:read';
    if (!fake.scopes.has(scope)) return refuse(403, 'forbidden');
    const path = new URL(url, 'http://x');
    const [, id, what] = /^\/v2\/databases(?:\/([^/]+)(?:\/([a-z]+))?)?$/.exec(path.pathname) ?? [];
    if (id === undefined) return say(200, pageOf(path, clusters, setup.pageSize ?? 20));
    const cluster = clusters.find((one) => one.id === id);
    if (cluster === undefined) return refuse(404, 'not_found');
    if (what === 'replicas') return say(200, { replicas: (cluster.replicas ?? []).map(shown) });
    if (what === 'backups') {
      const backups = (cluster.backups ?? []).map((at) => ({ created_at: at, size_gigabytes: 1 }));
      return say(200, { backups });
    }
    if (method === 'GET') return say(200, { rules });
    const body = (await json(request)) as { rules: FakeRule[] };
    if (body.rules.some(({ type, value }) => type === 'ip_addr' && value.includes(':'))) {
      return refuse(422, 'unprocessable_entity');
    }
    replace(body.rules);
    say(204);
    fake.onPut?.(rules);
  };

  const server = createServer((request, response) => void answer(request, response));
  const port = await listenOnLoopback(server);
  const fake: DigitalOcean = {
    url: `http://127.0.0.1:${port}`,
    token,
    requests: [],
    rules: () => rules,
    replace,
    since: (ip) => since.get(ip) ?? null,
    fail: (method, ...answers) => void failures[method]?.push(...answers),
    onPut: null,
    scopes: new Set(['database:read', 'database:update']),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}

const grown = (rule: FakeRule): FakeRule => ({
  ...rule,
  uuid: randomUUID(),
  cluster_uuid: CLUSTER,
  created_at: '2026-11-26T00:00:00Z',
});

/** With the passwords that the real list has. */
const shown = ({ id, host }: { id: string; host: string }) => ({
  id,
  name: `db-${id}`,
  engine: 'pg',
  connection: { host, port: 25060, user: 'doadmin', password: 'AVNS_never-to-be-seen' },
  private_connection: { host: `private-${host}`, password: 'AVNS_never-to-be-seen' },
});

function pageOf(path: URL, clusters: readonly FakeCluster[], size: number) {
  const page = Number(path.searchParams.get('page') ?? '1');
  const more = clusters.length > page * size;
  return {
    databases: clusters.slice((page - 1) * size, page * size).map(shown),
    // Another host: whoever followed it would give the token away.
    links: more ? { pages: { next: `https://192.0.2.1/v2/databases?page=${page + 1}` } } : {},
    meta: { total: clusters.length },
  };
}
