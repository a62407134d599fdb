import type { Access } from '../access.ts';
import type { Migration } from '../migrations.ts';
import type { Neighbour } from './neighbour.ts';

const FILE = 'changelog.sql';

const changeSet = ({ number, sql }: Migration): string => `--changeset ann:${number}\n${sql}\n`;

function url({ host, port, database, caFile }: Access): string {
  const tls = caFile === undefined ? 'disable' : `verify-full&sslrootcert=${caFile}`;
  return `jdbc:postgresql://${host}:${port}/${database}?sslmode=${tls}`;
}

export const liquibase: Neighbour = {
  name: 'liquibase',
  runsOn: 'Java',
  npm: ['liquibase@4.28.1'],
  files: (migrations) => ({
    [FILE]: `--liquibase formatted sql\n\n${migrations.map(changeSet).join('\n')}`,
  }),
  ledger: (migrations) => `
    CREATE TABLE databasechangelog (
      id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL,
      dateexecuted timestamp NOT NULL, orderexecuted int NOT NULL, exectype varchar(10) NOT NULL,
      md5sum varchar(35), description varchar(255), comments varchar(255), tag varchar(255),
      liquibase varchar(20), contexts varchar(255), labels varchar(255), deployment_id varchar(10)
    );
    CREATE TABLE databasechangeloglock (
      id int PRIMARY KEY, locked boolean NOT NULL, lockgranted timestamp, lockedby varchar(255)
    );
    INSERT INTO databasechangeloglock VALUES (1, false);
    INSERT INTO databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)
      SELECT n, 'ann', '${FILE}', now(), n, 'EXECUTED'
      FROM generate_series(1, ${migrations.length}) AS n`,
  status: ({ access, modules }) => ({
    argv: [
      `${modules}/liquibase/dist/liquibase/liquibase`,
      'status',
      `--changelog-file=${FILE}`,
      `--url=${url(access)}`,
      `--username=${access.user}`,
      `--password=${access.password}`,
    ],
    env: { LIQUIBASE_ANALYTICS_ENABLED: 'false' },
  }),
  clean: /is up to date/,
  note: 'liquibase is the one of the npm package, which starts Java from a shell script.',
};
