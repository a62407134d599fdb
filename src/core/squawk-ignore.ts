import { parseTokens } from './sql-tokens.ts';

/** The rules that comments of squawk's own name; `all` for a whole file without names. */
export type Ignored = readonly string[] | 'all';

/**
 * What `-- squawk-ignore <rule>, …` says before a statement or behind it on its last line, so that
 * one comment is enough for squawk's rules and for ours (`drop-table` is its `ban-drop-table`).
 *
 * @param after where the statement before it ends
 */
export function ignoredAt(sql: string, after: number, at: { start: number; end: number }): Ignored {
  // What stands on the last line of the statement before is about that one.
  const from = after === 0 ? 0 : after + lineOf(sql.slice(after, at.start)).length;
  const behind = lineOf(sql.slice(at.end));
  const comments = [...commentsIn(sql.slice(from, at.start)), ...commentsIn(behind)];
  return comments.flatMap((line) => namesIn(/^squawk-ignore\s(.*)$/.exec(line)?.[1] ?? ''));
}

/** The same for the whole file: `-- squawk-ignore-file <rule>, …`. */
export function ignoredInFile(sql: string): Ignored {
  const lists = commentsIn(sql).flatMap(
    (line) => /^squawk-ignore-file(?=\s|$)(.*)$/.exec(line)?.slice(1) ?? [],
  );
  return lists.some((list) => list.trim() === '') ? 'all' : lists.flatMap(namesIn);
}

export function isIgnored(rule: string, ignored: Ignored): boolean {
  return ignored === 'all' || ignored.includes(rule) || ignored.includes(`ban-${rule}`);
}

const lineOf = (text: string): string => text.split('\n', 1)[0] ?? '';

const namesIn = (list: string): string[] => list.split(/[\s,]+/).filter((name) => name !== '');

function commentsIn(sql: string): string[] {
  return [...parseTokens(sql)]
    .filter(({ kind }) => kind === 'line-comment')
    .map(({ start, end }) => sql.slice(start + 2, end).trim());
}
