import { urlOf } from '../access.ts';
import { type Migration, padded } from '../migrations.ts';
import { type Neighbour, nodeProgram } from './neighbour.ts';

const versionOf = ({ number }: Migration): string => `202601${padded(number, 8)}`;

export const supabase: Neighbour = {
  name: 'supabase',
  runsOn: 'a binary that Node starts',
  npm: ['supabase@3.1.0'],
  files: (migrations) => ({
    'supabase/config.toml': 'project_id = "app"\n',
    ...Object.fromEntries(
      migrations.map((it) => [`supabase/migrations/${versionOf(it)}_thing.sql`, it.sql]),
    ),
  }),
  ledger: (migrations) => `
    CREATE SCHEMA supabase_migrations;
    CREATE TABLE supabase_migrations.schema_migrations
      (version text NOT NULL PRIMARY KEY, statements text[], name text);
    INSERT INTO supabase_migrations.schema_migrations
      SELECT version, ARRAY[sql], 'thing' FROM json_to_recordset('${JSON.stringify(
        migrations.map((it) => ({ version: versionOf(it), sql: it.sql })),
      )}') AS r (version text, sql text)`,
  status: (place) => ({
    argv: nodeProgram(
      place,
      'supabase/dist/supabase.js',
      ...['migration', 'list', '--output-format', 'json', `--remote=${urlOf(place.access)}`],
    ),
    env: { DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1' },
  }),
  // {"migrations":[{"local":"20260100000001","remote":"","time":"20260100000001"}, …
  clean: /^(?![\s\S]*"(?:local|remote)":(?:""|null))[\s\S]*"Migrations listed"/,
};
