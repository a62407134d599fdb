import { alembic } from './alembic.ts';
import { dbmate, dbmateBinary } from './dbmate.ts';
import { django } from './django.ts';
import { graphileMigrate } from './graphile-migrate.ts';
import { knex } from './knex.ts';
import { drizzle, postgresMigrations, umzug } from './libraries.ts';
import { liquibase } from './liquibase.ts';
import type { Neighbour } from './neighbour.ts';
import { nodePgMigrate, nodePgMigrateEach } from './node-pg-migrate.ts';
import { sqitch } from './sqitch.ts';
import { supabase } from './supabase.ts';

/** Those that are asked what is pending. */
export const CHECKING: readonly Neighbour[] = [
  dbmateBinary,
  dbmate,
  postgresMigrations,
  drizzle,
  umzug,
  knex,
  graphileMigrate,
  nodePgMigrate,
  django,
  alembic,
  sqitch,
  supabase,
  liquibase,
];

/** Those that apply a thousand migrations. */
export const DEPLOYING: readonly Neighbour[] = [
  dbmateBinary,
  dbmate,
  nodePgMigrate,
  nodePgMigrateEach,
];

/** One of each kind, for whoever only wants to know whether the bench works. */
export const SMOKING: readonly Neighbour[] = [dbmateBinary, dbmate, nodePgMigrate];
