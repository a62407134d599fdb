import { expect, it } from 'vitest';
import { claimsOf, conditionalNames } from '../../src/core/claims.ts';
import { removalsOf } from '../../src/core/removals.ts';
import { names } from '../../src/core/timeline.ts';
import { unseenEffect } from '../../src/core/unseen-effects.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';

async function statementsOf(sql: string) {
  const parsed = await parseSql(sql);
  if (parsed.kind === 'syntax-error') throw new Error(parsed.message);
  return parsed.statements;
}

it.each([
  ['CREATE TABLE IF NOT EXISTS app.users ()', ['users']],
  ['CREATE TABLE users ()', []],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS "By Name" ON users (name)', ['"By Name"']],
  ['CREATE EXTENSION IF NOT EXISTS pg_trgm', ['pg_trgm']],
  ['CREATE SCHEMA IF NOT EXISTS app', ['app']],
  ['CREATE SEQUENCE IF NOT EXISTS s', ['s']],
  ['CREATE OR REPLACE VIEW app.v AS SELECT 1', ['v']],
  ['CREATE OR REPLACE FUNCTION app.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$', ['f']],
  ["ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'sad'", ['mood']],
  ['ALTER TABLE users ADD COLUMN IF NOT EXISTS email text', ['users.email']],
  [
    'DO $$ BEGIN CREATE TYPE mood AS ENUM (); EXCEPTION WHEN duplicate_object THEN NULL; END $$',
    ['mood'],
  ],
  ['DO $$ BEGIN EXECUTE \'ALTER TABLE a ADD COLUMN "b" int\'; END $$', ['b']],
])('%s claims %j', async (sql, claims) => {
  expect(claimsOf(await statementsOf(sql))).toEqual(claims);
});

it.each([
  ['ALTER TABLE IF EXISTS app.users ADD COLUMN email text', ['users']],
  ['DROP TABLE IF EXISTS app.users, orders', ['users', 'orders']],
  ['DROP SCHEMA IF EXISTS app', ['app']],
  ['ALTER TABLE users ADD COLUMN email text', []],
])('%s depends on %j', async (sql, tables) => {
  expect(conditionalNames(await statementsOf(sql))).toEqual(tables);
});

it.each([
  ['DROP TABLE app.users, "Orders"', ['app', 'users', '"Orders"']],
  ['DROP INDEX users_email', ['users_email']],
  ['DROP TRIGGER t ON users', ['users', 't']],
  ['DROP TABLE users CASCADE', ['*']],
  ['DO $$ BEGIN DROP TABLE a; END $$', ['*']],
  ['DO $$ BEGIN PERFORM 1; END $$', []],
  ['ALTER TABLE users RENAME TO people', ['users']],
  ['ALTER TABLE users RENAME COLUMN a TO b', ['users']],
  ['ALTER TABLE users DROP COLUMN a, ADD COLUMN b int', ['users.a']],
  ['ALTER TABLE users ADD COLUMN b int', []],
])('%s takes away %j', async (sql, removed) => {
  expect(removalsOf(await statementsOf(sql))).toEqual(removed);
});

it.each([
  ['table public.users', 'users', true],
  ['column public.users.email', 'users', true],
  ['column public.users.email', 'users.email', true],
  ['index public.users_email', 'users', false],
  ['table public.superusers', 'users', false],
  ['table users.orders', 'users', false],
  ['schema users', 'users', true],
  ['function public.f(integer)', 'f', true],
])('%s is of %s: %s', (key, claim, is) => {
  expect(names(key, claim)).toBe(is);
});

it.each([
  ['CREATE TABLE a (); CREATE INDEX ON a (b); DROP VIEW v', null],
  ['ALTER TABLE a ADD COLUMN b int, ALTER COLUMN c SET NOT NULL', null],
  ["SET search_path = app; SELECT pg_catalog.set_config('search_path', '', false)", null],
  ["COMMENT ON COLUMN a.b IS 'c'", null],
  ['INSERT INTO a VALUES (1)', 'it changes data (INSERT)'],
  ['CREATE TABLE a (); UPDATE b SET c = 1', 'it changes data (UPDATE)'],
  ['DO $$ BEGIN END $$', 'it runs code (DO, CALL)'],
  ['SELECT setval(1, 2)', 'it runs a query (SELECT)'],
  ['GRANT SELECT ON a TO b', 'it holds a statement whose effect is not compared (GRANT)'],
  ['ALTER TABLE a OWNER TO b', 'it changes what is not compared (ALTER TABLE, CHANGE OWNER)'],
])('%s: %s', async (sql, unseen) => {
  expect(unseenEffect(await statementsOf(sql))).toBe(unseen);
});
