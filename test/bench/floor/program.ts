import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ClientConfig } from 'pg';
// The whole of pg is not needed, and the tool does without it, too.
import Client from 'pg/lib/client.js';
import { z } from 'zod';

/**
 * The floor: the least that a program must do which compares a folder of a commit with two
 * databases. It parses the environment with zod, lists the files with one `git ls-tree`, connects
 * to both at once and asks each one question; it compares nothing. Bundled and minified, too.
 */
const environment = z.object({
  LOCAL_DATABASE_URL: z.string().optional(),
  DATABASE_URL: z.string(),
  DATABASE_CA_CERT: z.string(),
  FLOOR_DIRECT_TLS: z.string().optional(),
});

const env = environment.parse(process.env);
const ssl = {
  ca: readFileSync(env.DATABASE_CA_CERT, 'utf8'),
  ecdhCurve: 'P-256:X25519:P-384:P-521',
};
const direct = env.FLOOR_DIRECT_TLS === 'yes' ? ({ sslnegotiation: 'direct' } as const) : {};

await Promise.all([
  listFiles(),
  ask({ ...parse(env.DATABASE_URL), ssl, ...direct }),
  env.LOCAL_DATABASE_URL === undefined ? null : ask(parse(env.LOCAL_DATABASE_URL)),
]);

function listFiles(): Promise<Buffer> {
  const args = ['ls-tree', '-r', '-z', 'HEAD', 'migrations/'];
  const options = { encoding: 'buffer', maxBuffer: 1 << 28 } as const;
  return new Promise((resolve, reject) => {
    execFile('git', args, options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}

async function ask(config: ClientConfig): Promise<void> {
  const client = new Client(config);
  await client.connect();
  await client.query('SELECT database_id, ledger_version FROM migration_gate.gate');
  void client.end();
  const { stream } = client.connection;
  if (!stream.writableFinished) await new Promise((resolve) => stream.once('finish', resolve));
  stream.destroy();
}

function parse(text: string): ClientConfig {
  const url = new URL(text);
  return {
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: url.username,
    password: url.password,
  };
}
