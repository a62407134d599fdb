/** What our own two sessions call themselves while they look at what is to be dropped. */
export const REBUILD_NAME = 'migration-gate rebuild';

/**
 * Who else is connected to this database: `psql (4711, ann)`. What a role may not see of others'
 * sessions is left out; that they are there it always sees.
 */
export const OTHER_SESSIONS = `
  SELECT format('%s (process %s, %s)', coalesce(nullif(a.application_name, ''), 'a session'),
    a.pid, coalesce(a.usename, '?')) AS who
  FROM pg_catalog.pg_stat_activity AS a
  WHERE a.datname = current_database() AND a.pid <> pg_catalog.pg_backend_pid()
    AND a.usesysid IS NOT NULL AND a.application_name <> '${REBUILD_NAME}'
  ORDER BY a.pid`;

/**
 * Whether the role may drop and make this database, and the statement that makes one like it: its
 * owner, encoding, locale and tablespace. As JSON the row has those columns that this version has.
 * $1: the name of the new one.
 */
export const LIKE_THIS = `
  SELECT
    (r.rolsuper OR r.rolcreatedb) AND pg_catalog.pg_has_role(d.datdba, 'MEMBER') AS may,
    format(
      'CREATE DATABASE %I WITH OWNER %I TEMPLATE template0 ENCODING %L'
        ' LC_COLLATE %L LC_CTYPE %L%s TABLESPACE %I',
      $1::pg_catalog.text, pg_catalog.pg_get_userbyid(d.datdba),
      pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
      CASE j.row ->> 'datlocprovider'
        WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L',
          coalesce(j.row ->> 'datlocale', j.row ->> 'daticulocale'))
        WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j.row ->> 'datlocale')
        WHEN 'c' THEN ' LOCALE_PROVIDER libc'
      END,
      t.spcname) AS statement
  FROM pg_catalog.pg_database AS d
  JOIN pg_catalog.pg_tablespace AS t ON t.oid = d.dattablespace
  JOIN pg_catalog.pg_roles AS r ON r.rolname = current_user
  CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(d) AS row) AS j
  WHERE d.datname = current_database()`;

/** What ALTER DATABASE … SET gives every session: `search_path`, `app, public`. */
export const SETTINGS = `
  SELECT split_part(c.setting, '=', 1) AS name,
    substr(c.setting, strpos(c.setting, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting AS s
  JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
  CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting)
  WHERE s.setrole = 0 AND d.datname = current_database()`;
