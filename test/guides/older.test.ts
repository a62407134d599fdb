import { it } from 'vitest';
import { BEFORE, OLDER, whyNoDump } from '../baseline/older-database.ts';
import { inFolder } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';
import { shareImage } from '../shadow/warm-engine.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { freshDatabase, localServer, productionServer } from '../support/postgres.ts';
import { freshRepository, PACKAGE_ROOT } from '../support/repository.ts';
import { linkPackage } from '../support/repository-files.ts';
import { followGuide } from './follow-guide.ts';
import { readerOf } from './reader.ts';

it('first adoption on an old production database', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using local = await freshDatabase(localServer());
  await using production = await freshDatabase(productionServer());
  const why = await whyNoDump(production);
  if (why !== null) return skip(why);
  await using repository = await freshRepository();
  await repository.commit('Migrations', inFolder(OLDER));
  const keep = shareImage(repository);
  for (const sql of [BEFORE, ...Object.values(OLDER).slice(0, 2)]) await production.query(sql);
  await followGuide('first-adoption.md', readerOf({ repository, local, production }));
  keep();
});

const BY_HAND = Object.fromEntries(
  [
    ['001_customers.sql', 'CREATE TABLE customers (id bigint PRIMARY KEY, name text);'],
    ['002_fill.sql', "UPDATE customers SET name = 'unknown' WHERE name IS NULL;"],
    ['003_orders.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);'],
  ].map(([name = '', sql = '']) => [name, migrationText(name, sql)]),
);

it('migrations that ran by hand', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using local = await freshDatabase(localServer());
  await using production = await freshDatabase(productionServer());
  await using repository = await freshRepository({
    config: { targets: { production: { loopback: true } } },
    targets: { local, production },
  });
  linkPackage(repository.path, PACKAGE_ROOT);
  await repository.commit('Migrations', inFolder(BY_HAND));
  const keep = shareImage(repository);
  for (const sql of Object.values(BY_HAND).slice(0, 2)) await production.query(sql);
  await followGuide('ran-by-hand.md', readerOf({ repository, local, production }));
  keep();
});
