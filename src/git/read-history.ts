import type { Git } from './git.ts';
import { parse } from './resolve-revision.ts';

/**
 * The newest commit that added or removed a blob, as `Ann, 2 hours ago, 1a2b3c4`; null where the
 * history holds none.
 *
 * @param from where to look; every ref when absent
 */
export async function readLastChange(
  git: Git,
  blob: string,
  from?: string,
): Promise<string | null> {
  // git log refuses an object it does not know; what is not here is in no branch of this clone.
  if ((await parse(git, `${blob}^{blob}`)) === null) return null;
  const line = await git.line(
    'log',
    '-1',
    '--format=%an, %ar, %h',
    `--find-object=${blob}`,
    ...(from === undefined ? ['--all'] : [from]),
    '--',
  );
  return line === '' ? null : line;
}
