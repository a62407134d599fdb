-- The objects whose catalog rows transaction $1 or a later one wrote, and those that show the names
-- of these: a view, an index, a constraint, a default. Their columns, triggers … count as the table.
-- The engine's own bootstrap is older than any: age() of what is frozen is the largest there is.
WITH rows AS (
  SELECT oid FROM pg_class WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT attrelid FROM pg_attribute WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT adrelid FROM pg_attrdef WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT unnest(ARRAY[conrelid, contypid, confrelid]) FROM pg_constraint
        WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT indrelid FROM pg_index WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT tgrelid FROM pg_trigger WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT ev_class FROM pg_rewrite WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT polrelid FROM pg_policy WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT inhrelid FROM pg_inherits WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT stxrelid FROM pg_statistic_ext WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT seqrelid FROM pg_sequence WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT oid FROM pg_proc WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT oid FROM pg_type WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT enumtypid FROM pg_enum WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT oid FROM pg_namespace WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT oid FROM pg_extension WHERE age(xmin) <= (SELECT age($1))
  UNION SELECT objoid FROM pg_description WHERE age(xmin) <= (SELECT age($1))
  -- An index is its table's.
  UNION SELECT i.indrelid FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid
        WHERE c.relkind IN ('i', 'I') AND age(c.xmin) <= (SELECT age($1))
),
-- By its index: pg_depend is large, and nobody has analysed it.
shown AS (
  SELECT d.classid, d.objid FROM rows CROSS JOIN LATERAL (
    SELECT classid, objid FROM pg_depend
    WHERE refclassid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass,
        'pg_namespace'::regclass, 'pg_extension'::regclass)
      AND refobjid = rows.oid AND deptype IN ('n', 'a', 'i')
    OFFSET 0
  ) AS d
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
