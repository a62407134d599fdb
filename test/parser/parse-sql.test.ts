import { describe, expect, it } from 'vitest';
import { parseSql } from '../../src/parser/parse-sql.ts';

async function textsOf(text: string): Promise<string[]> {
  const parsed = await parseSql(text);
  if (parsed.kind !== 'statements') throw new Error(parsed.message);
  return parsed.statements.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
}

describe('parseSql', () => {
  it('gives each statement its place, in characters, without what is around it', async () => {
    const text =
      "-- Grüße 🎉; \n BEGIN; /* ; */ INSERT INTO a VALUES ('é;🎉') ;;\nCOMMIT -- to end it\n";
    expect(await textsOf(text)).toEqual([
      'TransactionStmt: BEGIN',
      "InsertStmt: INSERT INTO a VALUES ('é;🎉')",
      'TransactionStmt: COMMIT',
    ]);
  });

  it('knows a body of its own from the end of a statement', async () => {
    const body = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END';
    const block = 'DO $$ BEGIN PERFORM 1; COMMIT; END $$';
    expect(await textsOf(`${body};${block};`)).toEqual([
      `CreateFunctionStmt: ${body}`,
      `DoStmt: ${block}`,
    ]);
  });

  it.each(['', ' \n', '-- nothing', ';;'])('finds no statement in %j', async (text) => {
    expect(await textsOf(text)).toEqual([]);
  });

  it('says where the grammar ends, counted as the server counts', async () => {
    expect(await parseSql("SELECT '🎉é';\nSELEC 1")).toEqual({
      kind: 'syntax-error',
      message: 'syntax error at or near "SELEC"',
      position: 14,
    });
  });
});
