import { describe, expect, it } from 'vitest';
import { changedObjects } from '../../src/core/changed-objects.ts';
import { findCollisions } from '../../src/core/find-collisions.ts';
import type { ObjectName } from '../../src/core/object-name.ts';
import { parseStatements } from '../../src/parser/parse-statements.ts';
import { migration } from './builders.ts';

const A = migration('005_a.sql');
const B = migration('005_b.sql');
const C = migration('6_c.sql');
const branch = (name: string, ...brings: (typeof A)[]) => ({ name, brings, uncommitted: [] });
const main = (...migrations: (typeof A)[]) => [{ name: 'main', migrations }];
const table = (name: string): ObjectName[] => [{ key: `relation public.${name}`, shown: name }];
const NONE = new Map<string, ObjectName[]>();

/** `number 5: 005_a.sql (x, y) | 005_b.sql (z)` */
const found = (...given: Parameters<typeof findCollisions>): string[] =>
  findCollisions(...given).map(({ kind, shown, migrations }) => {
    const each = migrations.map(({ name, branches }) => `${name} (${branches.join(', ')})`);
    return `${kind} ${shown}: ${each.join(' | ')}`;
  });

describe('what collides', () => {
  it('one number with two names: among branches, with main, and not committed', () => {
    expect(found([branch('x', A), branch('y', A, C), branch('z', B)], main(), NONE)).toEqual([
      'number 5: 005_a.sql (x, y) | 005_b.sql (z)',
    ]);
    expect(found([branch('x', A)], main(B, C), NONE)).toEqual([
      'number 5: 005_a.sql (x) | 005_b.sql (main)',
    ]);
    const draft = { name: 'z', brings: [], uncommitted: ['5_draft.sql'] };
    expect(found([branch('x', A), draft], main(), NONE)).toEqual([
      'number 5: 005_a.sql (x) | 5_draft.sql (z)',
    ]);
  });

  it('one name with two contents: among branches, and with main', () => {
    const other = migration('005_a.sql', 'other');
    expect(found([branch('x', A), branch('y', other)], main(), NONE)).toEqual([
      'content 005_a.sql: 005_a.sql (x) | 005_a.sql (y)',
    ]);
    expect(found([branch('x', other)], main(A), NONE)).toEqual([
      'content 005_a.sql: 005_a.sql (main) | 005_a.sql (x)',
    ]);
  });

  it('one object that two branches change, and neither knows of the other', () => {
    const objects = new Map([
      [A.blob, table('orders')],
      [C.blob, table('orders')],
    ]);
    expect(found([branch('x', A), branch('y', C)], main(), objects)).toEqual([
      'object orders: 005_a.sql (x) | 6_c.sql (y)',
    ]);
    expect(found([branch('x', A), branch('on x', A, C)], main(), objects)).toEqual([]);
    expect(found([branch('x', A, C)], main(), objects)).toEqual([]);
  });

  it('not what main has twice already, nor names without a number', () => {
    const stray = migration('Stray.sql');
    expect(found([branch('x', C), branch('y', stray)], main(A, B), NONE)).toEqual([]);
  });

  it('gives numbers in their order', () => {
    const some = (n: number) => [migration(`${n}_a.sql`), migration(`${n}_b.sql`)];
    const both = branch('x', ...some(10), ...some(9));
    expect(findCollisions([both], main(), NONE).map(({ what }) => what)).toEqual(['9', '10']);
  });
});

describe('what a migration changes', () => {
  it.each([
    ['ALTER TABLE orders ADD a int', ['orders']],
    ['ALTER TABLE IF EXISTS billing.orders DROP COLUMN a', ['billing.orders']],
    ['CREATE TABLE a (); CREATE TABLE IF NOT EXISTS a ()', ['a']],
    ['DROP TABLE a, b CASCADE', ['a', 'b']],
    ['ALTER TABLE a RENAME TO b', ['a', 'b']],
    ['ALTER TABLE a RENAME COLUMN b TO c', ['a']],
    ['ALTER TABLE a SET SCHEMA b', ['a']],
    ['CREATE OR REPLACE VIEW v AS SELECT 1', ['v']],
    ['CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1$$', ['f']],
    ["ALTER TYPE mood ADD VALUE 'glad'", ['mood']],
    ['ALTER SEQUENCE s RESTART', ['s']],
    ['CREATE INDEX i ON a (b); CREATE SCHEMA IF NOT EXISTS s', []],
    ["INSERT INTO a VALUES (1); UPDATE a SET b = 2; COMMENT ON TABLE a IS ''", []],
    ['CREATE EXTENSION IF NOT EXISTS pgcrypto', []],
  ])('%s', async (sql, shown) => {
    const statements = await parseStatements(sql);
    expect(changedObjects(statements ?? []).map((object) => object.shown)).toEqual(shown);
  });

  it('takes public for granted, and reads no text that is no SQL', async () => {
    const both = await parseStatements('ALTER TABLE a ADD b int; ALTER TABLE public.a ADD c int');
    expect(changedObjects(both ?? []).map(({ key }) => key)).toEqual(['relation public.a']);
    expect(await parseStatements('ALTER TABEL a')).toBeNull();
    expect(await parseStatements(' \n')).toEqual([]);
    expect(await parseStatements('-- only a comment')).toEqual([]);
  });
});
