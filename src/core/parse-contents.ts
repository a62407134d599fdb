import type { Contents } from './compare-ledger.ts';
import type { Migration } from './migration.ts';
import type { Finding } from './migrations-folder.ts';
import { decodeSql } from './sql-text.ts';

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: the first line of a pointer. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** The texts of blobs, and what cannot be a migration's text. */
export function parseContents(
  migrations: readonly Migration[],
  bytes: ReadonlyMap<string, Uint8Array>,
): { contents: Contents; findings: Finding[] } {
  const contents = new Map<string, string>();
  const findings: Finding[] = [];
  if (bytes.size === 0) return { contents, findings };
  for (const { name, blob } of migrations) {
    const raw = bytes.get(blob);
    if (raw === undefined) continue;
    const decoded = decodeSql(raw);
    const problem = decoded.ok
      ? decoded.text.startsWith(LFS_POINTER)
        ? 'is a Git LFS pointer; the SQL itself is not in git'
        : null
      : decoded.problem;
    if (decoded.ok && problem === null) contents.set(blob, decoded.text);
    else findings.push(unreadable(name, problem ?? 'cannot be read'));
  }
  return { contents, findings };
}

function unreadable(name: string, problem: string): Finding {
  return {
    code: 'INVALID_NAME',
    migrations: [name],
    message: `${name} ${problem}.`,
    fix: 'Store it in git as a plain UTF-8 text file.',
  };
}
