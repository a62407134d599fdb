import { describe, expect, it } from 'vitest';
import { neededBlobs } from '../../src/core/needed-contents.ts';
import { parseContents } from '../../src/core/parse-contents.ts';
import { answer, migration, row, UNREACHABLE } from './builders.ts';

const A = migration('1_a.sql');
const B = migration('2_b.sql');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('neededBlobs', () => {
  it('needs no text where all blob ids agree', () => {
    const readings = [answer('local', ['1_a.sql', '2_b.sql']), UNREACHABLE];
    expect(neededBlobs([A, B], readings)).toEqual([]);
  });

  it('needs, once, what some target has not or has with another content', () => {
    const readings = [
      answer('local', ['1_a.sql']),
      answer('production', [row('1_a.sql', { blob: 'b'.repeat(40) })]),
      answer('staging', [], { ledger: null }),
    ];
    expect(neededBlobs([A, B], readings)).toEqual([A.blob, B.blob]);
    expect(neededBlobs([A, migration('3_c.sql', '1_a.sql')], [answer('local', [])])).toEqual([
      A.blob,
    ]);
  });
});

describe('parseContents', () => {
  it('gives each text without BOM and CR', () => {
    const { contents, findings } = parseContents(
      [A, B],
      new Map([[A.blob, bytesOf('\uFEFFSELECT 1;\r\n')]]),
    );
    expect([...contents]).toEqual([[A.blob, 'SELECT 1;\n']]);
    expect(findings).toEqual([]);
  });

  it.each([
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
      'is a Git LFS pointer; the SQL itself is not in git.',
    ],
    ['S\0E\0', 'has a NUL byte in line 1 (is it UTF-16?); save it as UTF-8 text.'],
  ])('refuses %j', (text, words) => {
    const { contents, findings } = parseContents([A], new Map([[A.blob, bytesOf(text)]]));
    expect(contents.size).toBe(0);
    expect(findings).toEqual([
      {
        code: 'INVALID_NAME',
        migrations: ['1_a.sql'],
        message: `1_a.sql ${words}`,
        fix: 'Store it in git as a plain UTF-8 text file.',
      },
    ]);
  });
});
