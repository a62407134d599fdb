import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditedFile } from '../../src/core/audit.ts';
import { findDestructive } from '../../src/core/find-destructive.ts';
import { effectsOf } from '../../src/core/statement-effects.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { migration } from '../core/builders.ts';
import { corpora, unlessAbsent } from '../core/sql-corpora.ts';

/** What runs forwards; of goose's files, which hold both ways, only the first. */
const forwards = corpora
  .filter(({ path }) => !/\.down\.sql$/.test(path))
  .map(({ path, text }) => ({ path, text: text.split(/^-- \+goose Down/m)[0] ?? '' }));

describe.skipIf(corpora.length === 0)(`the audit of real migrations${unlessAbsent}`, () => {
  let files: readonly AuditedFile[] = [];
  beforeAll(async () => {
    const read = forwards.map(async ({ path, text }) => ({
      migration: migration(path, text),
      sql: text,
      parsed: await parseSql(text),
    }));
    files = await Promise.all(read);
  });

  it('reads every file', () => {
    expect(files.filter(({ parsed }) => parsed.kind === 'syntax-error')).toEqual([]);
  });

  it('finds no more than is worth a look, each file by itself', () => {
    const counts = new Map<string, number>();
    for (const { rule } of files.flatMap((file) => findDestructive([file]))) {
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
    expect([...counts].sort()).toMatchInlineSnapshot(`
      [
        [
          "delete-without-where",
          3,
        ],
        [
          "drop-column",
          60,
        ],
        [
          "drop-table",
          7,
        ],
      ]
    `);
  });

  it('finds next to nothing where all of a corpus is new', () => {
    const own = files.filter(({ migration: { name } }) => name.startsWith('firefly/'));
    const found = findDestructive(own).map(({ message }) => message);
    expect(found).toMatchInlineSnapshot(`
      [
        "DROP TABLE tokenpool: its rows are lost",
        "DROP TABLE tokenaccount: its rows are lost",
      ]
    `);
  });

  it('stands any part of a parse tree missing', () => {
    const statements = files.flatMap(({ parsed }) =>
      parsed.kind === 'statements' ? parsed.statements : [],
    );
    const one = fc.constantFrom(...statements);
    const dice = fc.infiniteStream(fc.nat(9));
    const without = (value: unknown, throws: Iterator<number>): unknown => {
      if (throws.next().value === 0) return null;
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map((inner) => without(inner, throws));
      const entries = Object.entries(value);
      return Object.fromEntries(entries.map(([key, inner]) => [key, without(inner, throws)]));
    };
    fc.assert(
      fc.property(one, dice, ({ kind, node }, throws) => {
        const fields = Object.entries(node).map(([key, value]) => [key, without(value, throws)]);
        expect(effectsOf({ kind, node: Object.fromEntries(fields) })).toBeInstanceOf(Array);
      }),
      { numRuns: 300 },
    );
  });
});
