import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { Repository } from '../support/repository.ts';

/** Runs something if any shell or terminal ever takes it for more than a name. */
const PIECES = [
  '$(>pwned)',
  '`>pwned`',
  ';>pwned;',
  "'$(>pwned)'",
  '"$(>pwned)"',
  '&&>pwned|',
  '$HOME',
  '%s%n',
  "it's",
  '\\',
  '!1',
  '#',
  '--help',
  '-n',
  '~',
  '{a,b}',
  'e\u0301',
  '\u00e9',
  'ſ',
  '😀',
  '👩\u200d🚀',
  '\u202e',
  '\u2066',
  '\u061c',
  '\ufeff',
  '\u009b2J',
  '\u2028',
  'a',
  '001',
  'main',
  '@',
  '=',
];
/** What a file's name may hold, and a branch's may not. */
const IN_FILES = [
  '\n',
  '\r',
  '\t',
  '\x1b[2J',
  '\x07',
  '\x7f',
  ' ',
  '*',
  '?',
  ':',
  '^',
  '[',
  '.sql\n002_b',
];
/** Bytes that are no UTF-8. */
const BYTES = ['\xe9', '\xe8', '\xff', '\xc3', '\xed\xa0\x80'];

const joined = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }).map((all) => all.join(''));

/** Names that git may or may not take; see `validBranches`. */
export const branchNames = fc.uniqueArray(
  fc.oneof(
    joined(PIECES),
    joined(PIECES).map((name) => `-${name}`),
    fc.string({ unit: 'grapheme' }),
  ),
  { minLength: 20, maxLength: 30 },
);

/** The name as git has it: one character for each byte. */
export type HostileFile = { readonly mode: string; readonly name: string };

/** Files directly in the migrations folder, none of them a migration. */
export const hostileFiles: fc.Arbitrary<HostileFile[]> = fc.uniqueArray(
  fc.record({
    mode: fc.constantFrom('100644', '100644', '100755', '120000', '160000'),
    name: fc
      .tuple(
        fc.oneof(joined([...PIECES, ...IN_FILES]), fc.string({ unit: 'grapheme', minLength: 1 })),
        fc.option(fc.constantFrom(...BYTES)),
        fc.constantFrom('.sql', '.sql', '.SQL', '/x.sql'),
      )
      .map(([text, bytes, end]) => `${Buffer.from(text).toString('latin1')}${bytes ?? ''}${end}`)
      .filter(isFileName),
  }),
  { minLength: 30, maxLength: 50, selector: ({ name }) => name.split('/')[0] },
);

function isFileName(name: string): boolean {
  const [own = '', below, ...more] = name.split('/');
  const is = own !== '' && !/^\.{1,2}$|^\.git/i.test(own) && !own.includes('\0');
  return is && below !== '' && more.length === 0;
}

/** Those that git itself takes, and that are not there yet. */
export async function validBranches(
  repository: Repository,
  names: readonly string[],
): Promise<string[]> {
  const given = names.filter(
    (name) => !['', 'main', 'feature'].includes(name) && !/[\0/]/.test(name),
  );
  const script = `for name; do
    ! git check-ref-format "refs/heads/$name" || printf '%s\\0' "$name"
  done`;
  const { stdout } = await repository.run('sh', ['-c', script, 'sh', ...given]);
  // What is no Unicode became other bytes on the way there.
  return [...new Set(stdout.split('\0').slice(0, -1))].filter((name) => given.includes(name));
}

/** A tree of these entries: `<mode> <type> <oid>\t<name>`. */
function makeTree({ path, env }: Repository, entries: readonly string[]): string {
  const input = Buffer.from(entries.map((entry) => `${entry}\0`).join(''), 'latin1');
  const options = { cwd: path, env, input, encoding: 'utf8' as const };
  return execFileSync('git', ['mktree', '-z'], options).trim();
}

/** A commit on main with these files in its migrations folder. */
export async function commitFiles(
  repository: Repository,
  files: readonly HostileFile[],
): Promise<string> {
  const blob = await repository.gitOk('hash-object', '-w', 'package.json');
  const main = await repository.gitOk('rev-parse', 'main');
  const entry = (mode: string, name: string): string =>
    `${mode} ${mode === '160000' ? `commit ${main}` : `blob ${blob}`}\t${name}`;
  const entries = files.map(({ mode, name }) => {
    const [own = '', below] = name.split('/');
    if (below === undefined) return entry(mode, own);
    return `040000 tree ${makeTree(repository, [entry(mode, below)])}\t${own}`;
  });
  const others = (await repository.gitOk('ls-tree', main)).split('\n');
  const migrations = `040000 tree ${makeTree(repository, entries)}\tmigrations`;
  const tree = makeTree(repository, [...others, migrations]);
  return repository.gitOk('commit-tree', '-p', main, '-m', 'Hostile', tree);
}
