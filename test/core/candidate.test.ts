import { describe, expect, it } from 'vitest';
import { unionOfFolders } from '../../src/core/candidate.ts';
import type { Folder } from '../../src/core/migrations-folder.ts';
import { migration, pair } from './builders.ts';

const A = migration('1_a.sql');
const B = migration('2_b.sql');
const EMPTY: Folder = { migrations: [], strays: [], findings: [] };
const LINK = { code: 'INVALID_FOLDER', migrations: [], message: 'a link', fix: 'f' } as const;
const NAME = { code: 'INVALID_NAME', migrations: ['x.sql'], message: 'x', fix: 'f' } as const;
const X = pair('x.sql');

const folder = (...migrations: Folder['migrations']): Folder => ({ ...EMPTY, migrations });
const names = ({ migrations }: Folder): string[] => migrations.map(({ name }) => name);
const found = ({ findings }: Folder): string[] => findings.map(({ message }) => message);

describe('one folder', () => {
  it('is as it is', () => {
    expect(unionOfFolders(folder(A, B), null, [A])).toEqual(folder(A, B));
  });

  it('may not lose its last migration', () => {
    const union = unionOfFolders(EMPTY, null, [A]);
    expect(union.findings).toMatchObject([{ code: 'INVALID_FOLDER', migrations: ['1_a.sql'] }]);
    expect(found(union)).toEqual(['The migrations folder holds no migrations any more.']);
  });

  it('may be empty from the start, and may lose what was no migration', () => {
    expect(unionOfFolders(EMPTY, null, [])).toEqual(EMPTY);
    expect(unionOfFolders(EMPTY, null, [X])).toEqual(EMPTY);
  });

  it('says one thing where it is no folder', () => {
    expect(found(unionOfFolders({ ...EMPTY, findings: [LINK] }, null, [A]))).toEqual(['a link']);
  });
});

describe('two folders', () => {
  it('are joined by name, in the order in which they run', () => {
    const union = unionOfFolders(folder(B), folder(A), [A]);
    expect(names(union)).toEqual(['1_a.sql', '2_b.sql']);
    expect(found(union)).toEqual([]);
    expect(names(unionOfFolders(folder(A, B), folder(A), [A]))).toEqual(['1_a.sql', '2_b.sql']);
  });

  it('may not hold one name with two contents', () => {
    const union = unionOfFolders(folder(migration('1_a.sql', 'other')), folder(A), [A]);
    expect(found(union)).toEqual([
      'One name has two contents in the old and the new folder:\n1_a.sql',
    ]);
  });

  it('may become one when all moves unchanged, the old one gone or a link to the new', () => {
    expect(found(unionOfFolders(folder(A, B), EMPTY, [A, B]))).toEqual([]);
    expect(found(unionOfFolders(folder(A), { ...EMPTY, findings: [LINK] }, [A]))).toEqual([]);
  });

  it('may not lose or change one on the way', () => {
    const lost = ['The migrations folder moves, but these do not move unchanged:\n1_a.sql'];
    expect(found(unionOfFolders(folder(B), EMPTY, [A, B]))).toEqual(lost);
    const edited = folder(migration('1_a.sql', 'edited'), B);
    expect(found(unionOfFolders(edited, EMPTY, [A, B]))).toEqual(lost);
  });

  it('keep the findings about names of both', () => {
    const former = { ...folder(A), strays: [X], findings: [NAME] };
    const union = unionOfFolders({ ...folder(B), strays: [X], findings: [NAME] }, former, [A]);
    expect(union.strays).toEqual([X, X]);
    expect(found(union)).toEqual(['x', 'x']);
  });

  it('are refused while the incoming one is empty or no folder', () => {
    expect(found(unionOfFolders(EMPTY, folder(A), [A]))).toEqual([
      'The migrations folder holds no migrations any more.',
    ]);
    expect(found(unionOfFolders({ ...EMPTY, findings: [LINK] }, folder(A), [A]))).toEqual([
      'a link',
    ]);
  });
});
