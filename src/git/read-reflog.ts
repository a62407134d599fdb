import type { Git } from './git.ts';

/** One move of a ref, as its reflog tells it. */
export type Move = {
  /** What it moved to. */
  readonly commit: string;
  /** `Ann <ann@example.com>` */
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** git's own words: `commit: Customers`, `update by push`. */
  readonly how: string;
};

/**
 * The newest moves of a ref, the newest first; none where git keeps no reflog of it, or cannot
 * show it whole (`core.logAllRefUpdates=false`, expired, objects gone).
 */
export async function readReflog(git: Git, ref: string, count: number): Promise<Move[]> {
  const format = '--format=%H%x00%gn <%ge>%x00%gd%x00%gs';
  const asked = ['log', '-g', `-${count}`, '--no-show-signature', '--date=iso-strict', format];
  const output = await git.text(...asked, ref, '--').catch(() => '');
  return output.split('\n').flatMap(parseMove);
}

/** `<oid>\0Ann <ann@example.com>\0main@{2026-11-24T19:36:12+00:00}\0commit: Customers` */
function parseMove(line: string): Move[] {
  const [commit = '', by = '', place = '', how = ''] = line.split('\0');
  const time = Date.parse(/@\{(.*)\}$/.exec(place)?.[1] ?? '');
  if (commit === '' || Number.isNaN(time)) return [];
  return [{ commit, by, at: new Date(time).toISOString(), how }];
}
