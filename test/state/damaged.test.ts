import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readLookedAt, writeLookedAt } from '../../src/state/looked-at.ts';
import { dropOnCommit, readOnCommit, writeOnCommit } from '../../src/state/on-commit.ts';
import { writeStamp } from '../../src/state/stamp.ts';

/** What a machine that went down may leave of a file: nothing, zeros, or half of it. */
const DAMAGED = ['', '\0\0\0\0', '{"ref":"refs/heads/ma', 'null', '[]', '{"ref":1}'];

const ENTRY = { ref: 'refs/heads/main', oid: 'a'.repeat(40), override: null, stamp: true };
const NOW = '2026-11-26T00:00:00.000Z';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(inject('runFolder'), 'state-'));
});
afterEach(() => rmSync(state, { recursive: true }));

describe('a damaged file of the clone keeps nobody from going on', () => {
  it('where it was to be done when a ref had moved', async () => {
    await writeOnCommit(state, ENTRY);
    for (const [i, text] of DAMAGED.entries()) {
      writeFileSync(join(state, 'on-commit', `${i}.json`), text);
    }

    expect((await readOnCommit(state, NOW)).map(({ entry }) => entry)).toEqual([ENTRY]);
    expect(readdirSync(join(state, 'on-commit'))).toHaveLength(1);
    await dropOnCommit(state, ENTRY.ref, ENTRY.oid);
    expect(await readOnCommit(state, NOW)).toEqual([]);
  });

  it('where it says which commits were looked at', async () => {
    for (const text of DAMAGED) {
      writeFileSync(join(state, 'looked-at.json'), text);
      expect(await readLookedAt(state)).toEqual({});
    }
    await writeLookedAt(state, { 'refs/heads/main': ENTRY.oid });
    expect(await readLookedAt(state)).toEqual({ 'refs/heads/main': ENTRY.oid });
  });
});

describe('the stamp', () => {
  it('is whole, whoever writes it at the same time', async () => {
    mkdirSync(join(state, 'hooks'));
    const lines = (name: string): string[] => Array.from({ length: 500 }, () => `protect ${name}`);
    const names = ['a', 'bb', 'ccc', 'dddd'];
    await Promise.all(names.map((name) => writeStamp(join(state, 'hooks'), lines(name))));

    const text = readFileSync(join(state, 'hooks', 'stamp'), 'utf8');
    expect(names.map((name) => `${lines(name).join('\n')}\n`)).toContain(text);
    expect(readdirSync(join(state, 'hooks'))).toEqual(['stamp']);
  });
});
