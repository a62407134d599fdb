import type { Access } from '../access.ts';
import { type Migration, padded } from '../migrations.ts';
import { libpqEnv, type Neighbour } from './neighbour.ts';

const revisionOf = ({ number }: Migration): string => padded(number, 12);

function moduleOf(migration: Migration, before: Migration | undefined): string {
  const down = before === undefined ? 'None' : `"${revisionOf(before)}"`;
  return `from alembic import op

revision = "${revisionOf(migration)}"
down_revision = ${down}
branch_labels = None
depends_on = None


def upgrade():
    op.execute("${migration.sql}")
`;
}

const url = ({ host, port, database, user, password }: Access): string =>
  `postgresql+psycopg2://${user}:${password}@${host}:${port}/${database}`;

const ENVIRONMENT = `from alembic import context
from sqlalchemy import create_engine, pool

engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`;

export const alembic: Neighbour = {
  name: 'alembic',
  runsOn: 'Python',
  debian: { command: 'alembic', packages: ['alembic', 'python3-psycopg2'] },
  files: (migrations, access) => ({
    'alembic.ini': `[alembic]\nscript_location = alembic\nsqlalchemy.url = ${url(access)}\n`,
    'alembic/env.py': ENVIRONMENT,
    ...Object.fromEntries(
      migrations.map((migration, i) => [
        `alembic/versions/${revisionOf(migration)}_thing.py`,
        moduleOf(migration, migrations[i - 1]),
      ]),
    ),
  }),
  ledger: (migrations) => `
    CREATE TABLE alembic_version
      (version_num varchar(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY);
    INSERT INTO alembic_version VALUES ('${padded(migrations.length, 12)}')`,
  status: (place) => ({
    argv: ['/usr/bin/python3', place.command, 'current'],
    env: libpqEnv(place),
  }),
  clean: /^\d+ \(head\)$/m,
};
