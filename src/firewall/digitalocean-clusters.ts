import { z } from 'zod';
import { type Api, notUnderstood } from './digitalocean-api.ts';

const connection = z.object({ host: z.string() }).nullish();
const place = { id: z.string(), connection, private_connection: connection };

/** Only what is needed: the whole answer has passwords in it. */
const clustersSchema = z.object({
  databases: z.array(
    z.object({ ...place, engine: z.string().optional(), standby_connection: connection }),
  ),
  links: z.object({ pages: z.object({ next: z.string().optional() }).optional() }).optional(),
});

const replicasSchema = z.object({ replicas: z.array(z.object(place)).optional() });

const backupsSchema = z.object({ backups: z.array(z.object({ created_at: z.string() })) });

type Cluster = z.output<typeof clustersSchema>['databases'][number];

const PAGES = 50;

/** The id of the cluster, or read-only node, that a host name belongs to; null: of none. */
export async function findCluster(api: Api, host: string): Promise<string | null> {
  const clusters = await readClusters(api);
  const found = clusters.find((cluster) => hostsOf(cluster).includes(plain(host)));
  if (found !== undefined) return found.id;
  for (const { id } of clusters.filter(({ engine = 'pg' }) => engine.endsWith('pg'))) {
    const parsed = replicasSchema.safeParse(await api.get(`/databases/${id}/replicas`));
    if (!parsed.success) throw notUnderstood('the replicas');
    const replica = parsed.data.replicas?.find((one) => hostsOf(one).includes(plain(host)));
    if (replica !== undefined) return replica.id;
  }
  return null;
}

/** All pages: their addresses are counted, not followed, since the token goes along. */
async function readClusters(api: Api): Promise<Cluster[]> {
  const clusters: Cluster[] = [];
  for (let page = 1; page <= PAGES; page += 1) {
    const parsed = clustersSchema.safeParse(await api.get(`/databases?per_page=200&page=${page}`));
    if (!parsed.success) throw notUnderstood('the database clusters');
    clusters.push(...parsed.data.databases);
    if (parsed.data.links?.pages?.next === undefined) break;
  }
  return clusters;
}

/** When the newest backup of a cluster was made, ISO 8601; null: there is none. */
export async function readNewestBackup(api: Api, cluster: string): Promise<string | null> {
  const path = `/databases/${encodeURIComponent(cluster)}/backups`;
  const parsed = backupsSchema.safeParse(await api.get(path));
  if (!parsed.success) throw notUnderstood('the backups');
  const times = parsed.data.backups.map(({ created_at }) => created_at);
  return times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? null;
}

type Hosts = {
  readonly connection?: { readonly host: string } | null | undefined;
  readonly private_connection?: { readonly host: string } | null | undefined;
  readonly standby_connection?: { readonly host: string } | null | undefined;
};

function hostsOf({ connection: own, private_connection, standby_connection }: Hosts): string[] {
  const given = [own, private_connection, standby_connection];
  return given.flatMap((one) => (one?.host ? [plain(one.host)] : []));
}

/** `private-db-….ondigitalocean.com.` is the same cluster inside the VPC. */
function plain(host: string): string {
  return host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^private-/, '');
}
