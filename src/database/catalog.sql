-- The catalog as keys and values, one for each attribute of each object: what a migration can have
-- changed, and what two databases can be compared by. Written for PostgreSQL 13 to 18.
--
-- $1: oids of the objects to read, or NULL for all. `object` is what a key belongs to: the table
-- for its columns, indexes, constraints, triggers, rules and policies; else the object itself.
-- Run under core/plain-settings.ts, so that every name of a user's comes out with its schema.
WITH extended AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
spaces AS (
  SELECT n.oid, n.nspname AS name, quote_ident(n.nspname) AS shown FROM pg_namespace AS n
  WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'migration_gate')
),
relations AS (
  SELECT c.*, s.shown || '.' || quote_ident(c.relname) AS shown
  FROM pg_class AS c JOIN spaces AS s ON s.oid = c.relnamespace
  WHERE NOT EXISTS (SELECT FROM extended AS e
                    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)
    AND ($1::oid[] IS NULL OR c.oid = ANY ($1::oid[]))
),
types AS (
  SELECT t.*, s.shown || '.' || quote_ident(t.typname) AS shown
  FROM pg_type AS t JOIN spaces AS s ON s.oid = t.typnamespace
  WHERE NOT EXISTS (SELECT FROM extended AS e
                    WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
    AND ($1::oid[] IS NULL OR t.oid = ANY ($1::oid[]))
),
functions AS (
  SELECT p.*, s.shown || '.' || quote_ident(p.proname)
    || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS shown
  FROM pg_proc AS p JOIN spaces AS s ON s.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM extended AS e
                    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
    -- The constructors of a range type: from 14 on there are more of them.
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass
      AND d.objid = p.oid AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i')
    AND ($1::oid[] IS NULL OR p.oid = ANY ($1::oid[]))
),
tables AS (SELECT * FROM relations WHERE relkind IN ('r', 'p', 'f')),
columns AS (
  SELECT r.oid AS object, r.shown || '.' || quote_ident(a.attname) AS shown, r.relkind, a.*
  FROM relations AS r JOIN pg_attribute AS a ON a.attrelid = r.oid
  WHERE r.relkind IN ('r', 'p', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped
)
SELECT oid AS object, 'schema ' || shown AS key, 'there' AS value FROM spaces
WHERE name <> 'public' AND ($1::oid[] IS NULL OR oid = ANY ($1::oid[]))
  AND NOT EXISTS (SELECT FROM extended AS e
                  WHERE e.classid = 'pg_namespace'::regclass AND e.objid = spaces.oid)

UNION ALL SELECT e.oid, 'extension ' || quote_ident(e.extname), 'there' FROM pg_extension AS e
WHERE e.extname <> 'plpgsql' AND ($1::oid[] IS NULL OR e.oid = ANY ($1::oid[]))

UNION ALL SELECT oid, 'table ' || shown,
  CASE relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(oid)
               WHEN 'f' THEN 'foreign' ELSE 'table' END
  || CASE relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END
FROM tables
UNION ALL SELECT oid, 'partition ' || shown, pg_get_expr(relpartbound, oid) FROM tables
WHERE relispartition
UNION ALL SELECT oid, 'row security ' || shown,
  CASE WHEN relforcerowsecurity THEN 'forced' ELSE 'enabled' END
FROM tables WHERE relrowsecurity OR relforcerowsecurity
UNION ALL SELECT oid, 'options ' || shown, array_to_string(reloptions, ', ') FROM relations
WHERE relkind IN ('r', 'p', 'f', 'v', 'm') AND reloptions IS NOT NULL
UNION ALL SELECT oid, 'replica identity ' || shown,
  CASE relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' ELSE 'index ' || coalesce(
    (SELECT i.indexrelid::regclass::text FROM pg_index AS i
     WHERE i.indrelid = t.oid AND i.indisreplident), '') END
FROM tables AS t WHERE relreplident <> 'd'
UNION ALL SELECT t.oid, 'inherits ' || t.shown || ' ' || i.inhparent::regclass::text, 'there'
FROM tables AS t JOIN pg_inherits AS i ON i.inhrelid = t.oid

UNION ALL SELECT object, 'column ' || shown, format_type(atttypid, atttypmod) FROM columns
UNION ALL SELECT object, 'not null ' || shown, 'there' FROM columns
WHERE attnotnull AND relkind <> 'c'
UNION ALL SELECT object, 'collation ' || shown, attcollation::regcollation::text FROM columns
WHERE attcollation NOT IN (0, 100)
UNION ALL SELECT object, 'identity ' || shown,
  CASE attidentity WHEN 'a' THEN 'always' ELSE 'by default' END
FROM columns WHERE attidentity <> ''
UNION ALL SELECT c.object,
  CASE WHEN c.attgenerated = '' THEN 'default ' ELSE 'generated ' END || c.shown,
  pg_get_expr(d.adbin, d.adrelid) || CASE c.attgenerated WHEN 'v' THEN ' virtual' ELSE '' END
FROM columns AS c JOIN pg_attrdef AS d ON d.adrelid = c.attrelid AND d.adnum = c.attnum
-- How the values are kept, where that is not as the type would have it.
UNION ALL SELECT c.object, 'storage ' || c.shown,
  CASE c.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main'
                    ELSE 'extended' END
FROM columns AS c JOIN pg_type AS t ON t.oid = c.atttypid
WHERE c.attstorage <> t.typstorage AND c.relkind <> 'c'
UNION ALL SELECT object, 'statistics target ' || shown, attstattarget::text FROM columns
WHERE attstattarget >= 0
UNION ALL SELECT object, 'column options ' || shown, array_to_string(attoptions, ', ') FROM columns
WHERE attoptions IS NOT NULL

-- A constraint's own index says nothing that the constraint does not.
UNION ALL SELECT r.oid, 'index ' || s.shown || '.' || quote_ident(c.relname),
  pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
FROM relations AS r JOIN pg_index AS i ON i.indrelid = r.oid
  JOIN pg_class AS c ON c.oid = i.indexrelid JOIN spaces AS s ON s.oid = c.relnamespace
WHERE NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid AND k.contype <> 'f')

-- PostgreSQL 18 lists NOT NULL among them, older ones do not.
UNION ALL SELECT r.oid, 'constraint ' || r.shown || '.' || quote_ident(k.conname),
  pg_get_constraintdef(k.oid)
FROM relations AS r JOIN pg_constraint AS k ON k.conrelid = r.oid
WHERE k.contype NOT IN ('n', 't')
UNION ALL SELECT t.oid, 'constraint ' || t.shown || '.' || quote_ident(k.conname),
  pg_get_constraintdef(k.oid)
FROM types AS t JOIN pg_constraint AS k ON k.contypid = t.oid WHERE k.contype <> 'n'

UNION ALL SELECT oid, CASE relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || shown,
  pg_get_viewdef(oid)
FROM relations WHERE relkind IN ('v', 'm')
UNION ALL SELECT r.oid, 'rule ' || r.shown || '.' || quote_ident(w.rulename),
  pg_get_ruledef(w.oid) || ' ' || w.ev_enabled::text
FROM relations AS r JOIN pg_rewrite AS w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
UNION ALL SELECT r.oid, 'trigger ' || r.shown || '.' || quote_ident(g.tgname),
  pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text
FROM relations AS r JOIN pg_trigger AS g ON g.tgrelid = r.oid WHERE NOT g.tgisinternal
UNION ALL SELECT r.oid, 'policy ' || r.shown || '.' || quote_ident(p.polname),
  concat_ws(' ', p.polcmd::text, CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
    (SELECT string_agg(coalesce(quote_ident(a.rolname), 'public'), ', ' ORDER BY a.rolname)
     FROM unnest(p.polroles) AS o (oid) LEFT JOIN pg_roles AS a ON a.oid = o.oid),
    'using ' || pg_get_expr(p.polqual, p.polrelid),
    'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
FROM relations AS r JOIN pg_policy AS p ON p.polrelid = r.oid
UNION ALL SELECT r.oid, 'statistics ' || s.shown || '.' || quote_ident(x.stxname),
  pg_get_statisticsobjdef(x.oid)
FROM relations AS r JOIN pg_statistic_ext AS x ON x.stxrelid = r.oid
  JOIN spaces AS s ON s.oid = x.stxnamespace

-- The sequence of an identity column is the column's own.
UNION ALL SELECT r.oid, 'sequence ' || r.shown, concat_ws(' ', format_type(q.seqtypid, NULL),
  'start', q.seqstart, 'by', q.seqincrement, 'min', q.seqmin, 'max', q.seqmax,
  'cache', q.seqcache, CASE WHEN q.seqcycle THEN 'cycle' END)
FROM relations AS r JOIN pg_sequence AS q ON q.seqrelid = r.oid
WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass
  AND d.objid = r.oid AND d.deptype = 'i')

UNION ALL SELECT r.oid, 'owned by ' || r.shown, d.refobjid::regclass::text
  || '.' || quote_ident(a.attname)
FROM relations AS r
  JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
  JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE r.relkind = 'S'

UNION ALL SELECT oid, 'enum ' || shown, 'there' FROM types WHERE typtype = 'e'
UNION ALL SELECT t.oid, 'label ' || t.shown || ' ' || quote_literal(l.enumlabel), 'there'
FROM types AS t JOIN pg_enum AS l ON l.enumtypid = t.oid
UNION ALL SELECT oid, 'domain ' || shown, concat_ws(' ', format_type(typbasetype, typtypmod),
  CASE WHEN typnotnull THEN 'not null' END, 'default ' || typdefault)
FROM types WHERE typtype = 'd'
UNION ALL SELECT oid, 'range ' || shown, 'there' FROM types WHERE typtype = 'r'
UNION ALL SELECT oid, 'type ' || shown, 'composite' FROM relations WHERE relkind = 'c'

-- Settings (proconfig) are left out: SET … FROM CURRENT keeps what the session happened to have.
UNION ALL SELECT oid,
  CASE prokind WHEN 'a' THEN 'aggregate ' WHEN 'p' THEN 'procedure ' ELSE 'function ' END || shown,
  concat_ws(' ', pg_get_function_result(oid), provolatile::text, proisstrict::text,
    prosecdef::text, proparallel::text, proleakproof::text,
    (SELECT lanname FROM pg_language AS l WHERE l.oid = prolang),
    md5(CASE WHEN prokind = 'a' THEN '' WHEN prosrc <> '' THEN prosrc
        ELSE regexp_replace(pg_get_functiondef(oid), '^ SET .*$', '', 'gn') END))
FROM functions

UNION ALL SELECT r.oid, 'comment on ' || r.shown
  || coalesce('.' || quote_ident(a.attname), ''), d.description
FROM relations AS r JOIN pg_description AS d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass
  LEFT JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
UNION ALL SELECT f.oid, 'comment on ' || f.shown, d.description
FROM functions AS f JOIN pg_description AS d
  ON d.objoid = f.oid AND d.classoid = 'pg_proc'::regclass
UNION ALL SELECT t.oid, 'comment on ' || t.shown, d.description
FROM types AS t JOIN pg_description AS d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass
