import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject, it } from 'vitest';
import { PSQL_FOLDER, psqlNeeded, WITHOUT_PSQL } from '../bundle/psql.ts';
import { deployable } from '../deploy/deployable.ts';
import { digitalOcean } from '../support/digitalocean.ts';
import { firewalled } from '../support/firewalled.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import type { FreshDatabase } from '../support/postgres.ts';
import { recordSecret } from '../support/run-folder.ts';
import { followGuide } from './follow-guide.ts';
import { readerOf, writeProgram } from './reader.ts';

const IP = '8.8.4.4';

it.skipIf(WITHOUT_PSQL)(`production behind a firewall${psqlNeeded}`, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using cloud = await digitalOcean();
  recordSecret(inject('runFolder'), cloud.token);
  await using made = await deployable({ gated: true });
  const { repository, local, production } = made;
  const other = otherCloud(dirname(repository.path));
  const isOpen = (): boolean => cloud.since(IP) !== null || existsSync(other.rule);
  await using wall = await firewalled(production.server, isOpen);
  const { host, caFile = '' } = production.server;
  const behind = production.url.replace(/:\d+\//, `:${wall.port}/`);
  repository.write(
    '.env',
    `LOCAL_DATABASE_URL=${local.url}\nDATABASE_URL=${behind}\nDATABASE_CA_CERT=${caFile}\n`,
  );
  const reader = readerOf(made, {
    words: [
      ['dop_v1_your_token', cloud.token],
      ['db.example.com:5432/shop', `${host}:${wall.port}/${production.name}`],
      ['db.example.com:5432', `${host}:${wall.port}`],
    ],
    env: {
      MIGRATION_GATE_DIGITALOCEAN_API: cloud.url,
      ...letIn(dirname(repository.path), production),
      PATH: `${other.folder}:${PSQL_FOLDER}`,
    },
  });
  await followGuide('firewall.md', reader);
});

/** The machine that is let in: its service file and its ~/.pgpass; the wall is not in its way. */
function letIn(
  folder: string,
  { server, connection, name }: FreshDatabase,
): Record<string, string> {
  const [PGSERVICEFILE, PGPASSFILE] = [join(folder, 'services'), join(folder, 'pgpass')];
  const { host, port, user, caFile } = server;
  const tls = `sslmode=verify-full\nsslrootcert=${caFile}\n`;
  const where = `host=${host}\nport=${port}\ndbname=${name}\nuser=${user}\n`;
  writeFileSync(PGSERVICEFILE, `[production]\n${where}${tls}`);
  const escaped = connection.password.replace(/[\\:]/g, '\\$&');
  writeFileSync(PGPASSFILE, `*:*:*:*:${escaped}\n`, { mode: 0o600 });
  return { PGSERVICEFILE, PGPASSFILE };
}

/** The command of another cloud; it keeps its one rule in a file. */
function otherCloud(root: string): { readonly folder: string; readonly rule: string } {
  const folder = join(root, 'cloud');
  const rule = join(folder, 'rule');
  const text = `#!/bin/sh
case $1 in
  allow) [ "$2" = ${IP} ] && : >'${rule}' && echo rule-7 ;;
  revoke) [ "$2" = rule-7 ] && rm '${rule}' ;;
esac
`;
  writeProgram(folder, 'your-cloud', text);
  return { folder, rule };
}
