-- How much each object has that is no object itself, so that nothing is left of it when it is taken
-- away: comments, and the tables that it inherits from.
SELECT oid, count(*) FROM (
  SELECT objoid AS oid FROM pg_description WHERE objoid >= $1
  UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhrelid >= $1
) AS attached GROUP BY oid
