-- Every object that can be dropped, and the one whose keys it takes with it (database/catalog.sql):
-- a table's index, constraint, trigger … is the table's. From 16384 on oids are the users' own, and
-- what is made later has a larger one: so of those up to $1 only their number is given (with oid 0),
-- which tells whether any of them was dropped, and of the others each.
WITH objects AS (
  SELECT oid, oid AS owner FROM pg_class
  WHERE oid >= 16384 AND relkind IN ('r', 'p', 'f', 'v', 'm', 'c', 'S')
  UNION ALL SELECT indexrelid, indrelid FROM pg_index WHERE indexrelid >= 16384
  UNION ALL SELECT oid, greatest(conrelid, contypid) FROM pg_constraint WHERE oid >= 16384
  UNION ALL SELECT oid, adrelid FROM pg_attrdef WHERE oid >= 16384
  UNION ALL SELECT oid, tgrelid FROM pg_trigger WHERE oid >= 16384
  UNION ALL SELECT oid, ev_class FROM pg_rewrite WHERE oid >= 16384
  UNION ALL SELECT oid, polrelid FROM pg_policy WHERE oid >= 16384
  UNION ALL SELECT oid, stxrelid FROM pg_statistic_ext WHERE oid >= 16384
  UNION ALL SELECT oid, oid FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT oid, oid FROM pg_type WHERE oid >= 16384
  UNION ALL SELECT oid, oid FROM pg_namespace WHERE oid >= 16384
  UNION ALL SELECT oid, oid FROM pg_extension WHERE oid >= 16384
)
SELECT 0::oid AS oid, count(*) AS owner FROM objects WHERE oid <= $1
UNION ALL SELECT oid, owner::bigint FROM objects WHERE oid > $1
