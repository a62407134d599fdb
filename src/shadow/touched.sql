-- The objects whose catalog rows a transaction from $1 on wrote, and those that show the names of
-- these: a view, an index, a constraint, a default. Their columns, triggers … count as the table.
WITH rows AS (
  SELECT oid FROM pg_class WHERE xmin::text::bigint >= $1
  UNION SELECT attrelid FROM pg_attribute WHERE xmin::text::bigint >= $1
  UNION SELECT adrelid FROM pg_attrdef WHERE xmin::text::bigint >= $1
  UNION SELECT unnest(ARRAY[conrelid, contypid, confrelid]) FROM pg_constraint
        WHERE xmin::text::bigint >= $1
  UNION SELECT indrelid FROM pg_index WHERE xmin::text::bigint >= $1
  UNION SELECT tgrelid FROM pg_trigger WHERE xmin::text::bigint >= $1
  UNION SELECT ev_class FROM pg_rewrite WHERE xmin::text::bigint >= $1
  UNION SELECT polrelid FROM pg_policy WHERE xmin::text::bigint >= $1
  UNION SELECT inhrelid FROM pg_inherits WHERE xmin::text::bigint >= $1
  UNION SELECT stxrelid FROM pg_statistic_ext WHERE xmin::text::bigint >= $1
  UNION SELECT seqrelid FROM pg_sequence WHERE xmin::text::bigint >= $1
  UNION SELECT oid FROM pg_proc WHERE xmin::text::bigint >= $1
  UNION SELECT oid FROM pg_type WHERE xmin::text::bigint >= $1
  UNION SELECT enumtypid FROM pg_enum WHERE xmin::text::bigint >= $1
  UNION SELECT oid FROM pg_namespace WHERE xmin::text::bigint >= $1
  UNION SELECT oid FROM pg_extension WHERE xmin::text::bigint >= $1
  UNION SELECT objoid FROM pg_description WHERE xmin::text::bigint >= $1
  -- An index is its table's.
  UNION SELECT i.indrelid FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
        WHERE c.xmin::text::bigint >= $1
),
shown AS (
  SELECT d.classid, d.objid FROM pg_depend AS d JOIN rows ON rows.oid = d.refobjid
  WHERE d.deptype IN ('n', 'a', 'i')
)
SELECT oid FROM rows WHERE oid <> 0
UNION SELECT objid FROM shown WHERE classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
UNION SELECT r.ev_class FROM shown JOIN pg_rewrite AS r ON r.oid = objid
      WHERE classid = 'pg_rewrite'::regclass
UNION SELECT unnest(ARRAY[c.conrelid, c.contypid]) FROM shown JOIN pg_constraint AS c ON c.oid = objid
      WHERE classid = 'pg_constraint'::regclass
UNION SELECT a.adrelid FROM shown JOIN pg_attrdef AS a ON a.oid = objid
      WHERE classid = 'pg_attrdef'::regclass
UNION SELECT t.tgrelid FROM shown JOIN pg_trigger AS t ON t.oid = objid
      WHERE classid = 'pg_trigger'::regclass
UNION SELECT p.polrelid FROM shown JOIN pg_policy AS p ON p.oid = objid
      WHERE classid = 'pg_policy'::regclass
UNION SELECT i.indrelid FROM shown JOIN pg_index AS i ON i.indexrelid = objid
      WHERE classid = 'pg_class'::regclass
