import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { GateError } from '../../src/errors.ts';
import { repeatCommand } from '../../src/git/repeat-command.ts';
import { readRefused } from '../../src/state/read-refused.ts';
import { type Refused, removeRefused, writeRefused } from '../../src/state/refused.ts';

const OID = '1'.repeat(40);
const REFUSED: Refused = {
  ref: 'refs/heads/main',
  push: false,
  current: OID,
  root: '/shop',
  head: `refs/heads/main ${OID}`,
  what: { kind: 'tree-ish', name: 'x' },
  operation: 'none',
  of: null,
  moved: null,
  command: { args: ['git', 'merge', 'x'], folder: '/shop', stdin: false, environment: {} },
};
const withArgs = (...args: string[]): unknown => ({
  ...REFUSED,
  command: { ...REFUSED.command, args },
});

const word = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', ''));

describe('the record of the last refusal', () => {
  it('keeps any words, and git gets them as they are', async () => {
    const folder = freshFolder();
    // In the place of git: what a program gets, each word ended by a zero.
    const git = join(folder, 'git');
    writeFileSync(git, `#!/bin/sh\nprintf '%s\\0' "$PWD" "$@" >"$OUT"\n`, { mode: 0o755 });
    const OUT = join(folder, 'out');
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
        const args = [git, ...words];
        const command = { args, folder, stdin: false, environment: {} };
        await writeRefused(folder, { ...REFUSED, command });
        const read = await readRefused(folder);
        expect(read?.command).toEqual(command);
        expect(await repeatCommand(read?.command?.args ?? [], folder, { OUT })).toBe(0);
        expect(readFileSync(OUT, 'utf8')).toBe([folder, ...words, ''].join('\0'));
      }),
      { numRuns: 40 },
    );
  });

  it('is one file for one pair of eyes, replaced as a whole, dropped for its branch', async () => {
    const folder = join(freshFolder(), 'state');
    await Promise.all([writeRefused(folder, REFUSED), writeRefused(folder, REFUSED)]);
    const file = join(folder, 'refused.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['refused.json']);
    await removeRefused(folder, 'refs/heads/mai');
    expect(await readRefused(folder)).toEqual(REFUSED);
    await removeRefused(folder, 'refs/heads/main');
    await removeRefused(folder);
    expect(await readRefused(folder)).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['null', null],
    ['a field too few', { ...REFUSED, push: undefined }],
    ['a field too many', { ...REFUSED, program: 'rm' }],
    ['another program', withArgs('/bin/rm', '-rf', '/')],
    ['a program beside', withArgs('./git', 'merge', 'x')],
    ['a shell', withArgs('git; rm', 'x')],
    ['no words', withArgs()],
    ['a zero in a word', withArgs('git', 'merge', 'a\0b')],
    ['a number for a word', { ...REFUSED, command: { ...REFUSED.command, args: ['git', 1] } }],
    ['an option for a commit', { ...REFUSED, moved: '--prefix=x' }],
    ['an option for a what', { ...REFUSED, what: { kind: 'tree-ish', name: '--x' } }],
    ['another operation', { ...REFUSED, operation: 'bisect' }],
    ['a relative root', { ...REFUSED, root: 'shop' }],
    ['a ref that is no branch', { ...REFUSED, ref: 'HEAD' }],
  ])('is not believed when it holds %s', async (_, value) => {
    const folder = freshFolder();
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    writeFileSync(join(folder, 'refused.json'), text, { mode: 0o600 });
    await expect(readRefused(folder)).rejects.toThrow(
      'refused.json: it is damaged; nothing that it says is repeated.',
    );
  });

  it('is not believed when others may have written it', async () => {
    const folder = freshFolder();
    const file = join(folder, 'refused.json');
    await writeRefused(folder, REFUSED);
    chmodSync(file, 0o640);
    await expect(readRefused(folder)).rejects.toThrow('others may open it');
    chmodSync(file, 0o600);
    symlinkSync(file, join(freshFolder(folder, 'linked'), 'refused.json'));
    await expect(readRefused(join(folder, 'linked'))).rejects.toThrow('it is a symbolic link');
    await expect(readRefused(join(folder, 'linked'))).rejects.toBeInstanceOf(GateError);
  });

  it.skipIf(userInfo().uid !== 0)(
    'is not believed when another user wrote it (skipped: only root can give a file away)',
    async () => {
      const folder = freshFolder();
      await writeRefused(folder, REFUSED);
      chownSync(join(folder, 'refused.json'), 12345, 12345);
      await expect(readRefused(folder)).rejects.toThrow('another user wrote it');
    },
  );
});

function freshFolder(...below: string[]): string {
  const name = `refused ${Math.random().toString(36).slice(2)}`;
  const folder = below.length > 0 ? join(...below) : join(inject('runFolder'), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
