import { urlOf } from '../access.ts';
import { type Migration, padded, textArray } from '../migrations.ts';
import { type Neighbour, nodeProgram, type Place } from './neighbour.ts';

const versionOf = ({ number }: Migration): string => `202601${padded(number, 8)}`;

const words = ({ access }: Place, ...args: string[]): string[] => [
  '--url',
  urlOf(access),
  '--no-dump-schema',
  ...args,
];

const project = {
  files: (migrations) =>
    Object.fromEntries(
      migrations.map((migration) => [
        `db/migrations/${versionOf(migration)}_create_thing_${migration.number}.sql`,
        `-- migrate:up\n${migration.sql}\n\n-- migrate:down\nDROP TABLE thing_${migration.number};\n`,
      ]),
    ),
  ledger: (migrations) => `
    CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
    INSERT INTO schema_migrations SELECT unnest(${textArray(migrations.map(versionOf))})`,
  clean: /^Pending: 0$/m,
} satisfies Partial<Neighbour>;

export const dbmate: Neighbour = {
  ...project,
  name: 'dbmate, from npm',
  runsOn: 'a binary that Node starts',
  npm: ['dbmate@2.36.0'],
  status: (place) => ({
    argv: nodeProgram(place, 'dbmate/dist/cli.js', ...words(place, 'status')),
  }),
  deploy: (place) => ({
    argv: nodeProgram(place, 'dbmate/dist/cli.js', ...words(place, 'migrate')),
  }),
};

const binaryOf = ({ modules }: Place): string =>
  `${modules}/@dbmate/${process.platform}-${process.arch}/bin/dbmate`;

export const dbmateBinary: Neighbour = {
  ...project,
  name: 'dbmate, native binary',
  runsOn: 'a binary',
  npm: ['dbmate@2.36.0'],
  status: (place) => ({ argv: [binaryOf(place), ...words(place, 'status')] }),
  deploy: (place) => ({ argv: [binaryOf(place), ...words(place, 'migrate')] }),
};
