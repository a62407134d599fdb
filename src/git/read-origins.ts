import type { Git } from './git.ts';
import { parseAll } from './resolve-revision.ts';

/** The newest commit that has to do with a blob. */
export type Origin = {
  readonly commit: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
};

/**
 * For each blob the newest commit that added, changed or removed it, in any branch or any reflog,
 * so that a branch that was deleted is found, too. One git process for all blobs.
 *
 * @param folders where the history is looked at; the rest of it costs next to nothing
 */
export async function readOrigins(
  git: Git,
  blobs: readonly string[],
  folders: readonly string[],
): Promise<Map<string, Origin>> {
  // git log refuses an object that it does not know
  const known = await parseAll(
    git,
    blobs.map((blob) => `${blob}^{blob}`),
  );
  const wanted = [...new Set(known.filter((oid) => oid !== null))];
  if (wanted.length === 0) return new Map();
  const format = '--format=%x01%H%x00%an%x00%aI';
  const output = await git.text(
    ...['log', '--all', '--reflog', '--raw', '--no-abbrev', '--no-show-signature', format],
    ...wanted.map((oid) => `--find-object=${oid}`),
    ...['--', ...folders],
  );
  return parseOrigins(output, new Set(wanted));
}

/** `\x01<oid>\0Ann\x002026-11-24T19:36:12+00:00\n\n:000000 100644 <old> <new> A\tmigrations/001_a.sql\n` */
function parseOrigins(output: string, wanted: ReadonlySet<string>): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  for (const record of output.split('\x01').slice(1)) {
    const [head = '', ...lines] = record.split('\n');
    const [commit = '', by = '', at = ''] = head.split('\0');
    for (const line of lines) {
      const [, , old = '', next = ''] = line.split(' ');
      for (const oid of [next, old]) {
        if (wanted.has(oid) && !origins.has(oid)) origins.set(oid, { commit, by, at });
      }
    }
  }
  return origins;
}
