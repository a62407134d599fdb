import { type ChangeItem, rankOf, VERBS } from './change-item.ts';
import { changeItems } from './change-items.ts';
import type { ParsedSql } from './parsed-sql.ts';
import { tidyItems } from './tidy-items.ts';
import { visible } from './visible.ts';

/** The width of a terminal, less the indent beneath a migration's name. */
const WIDTH = 76;

/**
 * What a migration changes, in one line:
 * ```
 * adds table invoices (7 columns), index invoices_due; drops column users.age
 * ```
 * Where there is no room, fewer are named and the rest counted; what destroys is named longest.
 */
export function summariseChange(parsed: ParsedSql): string {
  if (parsed.kind === 'syntax-error') return 'is no SQL that PostgreSQL 18 understands';
  const items = tidyItems(parsed.statements.flatMap(changeItems));
  if (items.length === 0) return 'changes nothing';
  const groups = groupsOf(items);
  const room = new Map(groups.map((group) => [group, Math.min(NAMED, group.items.length)]));
  for (;;) {
    const line = renderGroups(groups, (group) => room.get(group) ?? 0);
    if (fits(line)) return line;
    const [next] = groups
      .filter((group) => (room.get(group) ?? 0) > 0)
      .sort((a, b) => a.rank - b.rank || (room.get(b) ?? 0) - (room.get(a) ?? 0));
    if (next === undefined) return shortest(groups);
    room.set(next, (room.get(next) ?? 0) - 1);
  }
}

/** So many names a group has at most. */
const NAMED = 3;

const fits = (line: string): boolean => [...line].length <= WIDTH;

/** The first groups, by their rank, and that there is more. */
function shortest(groups: readonly Group[]): string {
  const sorted = [...groups].sort((a, b) => b.rank - a.rank);
  for (let count = sorted.length - 1; count > 0; count -= 1) {
    const kept = groups.filter((group) => sorted.slice(0, count).includes(group));
    const line = `${renderGroups(kept, () => 0)}; and more`;
    if (fits(line)) return line;
  }
  return 'changes many things';
}

/** Of one verb and kind; several where the names are. */
type Group = Pick<ChangeItem, 'verb' | 'kind'> & {
  readonly items: readonly ChangeItem[];
  /** What has a higher one keeps its names longer. */
  readonly rank: number;
};

function groupsOf(items: readonly ChangeItem[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of items) {
    const key = `${one.verb} ${one.kind || (one.verb === 'changes data in' ? '' : one.name)}`;
    const known = groups.get(key)?.items ?? [];
    const { verb, kind } = one;
    groups.set(key, { verb, kind, rank: rankOf(one), items: [...known, one] });
  }
  return [...groups.values()];
}

function renderGroups(groups: readonly Group[], named: (group: Group) => number): string {
  return VERBS.flatMap((verb) => {
    const texts = groups
      .filter((group) => group.verb === verb)
      .map((g) => renderGroup(g, named(g)));
    return texts.length === 0 ? [] : [`${verb} ${texts.join(', ')}`];
  }).join('; ');
}

function renderGroup({ kind, verb, items }: Group, named: number): string {
  const count = items.length;
  const noun = kind === '' && verb === 'changes data in' ? 'table' : kind;
  if (noun === '') return visible(items[0]?.name ?? '');
  if (named === 0 || count > 3 * named) return counted(count, noun);
  const names = items.slice(0, named).map(({ name, detail }) => {
    const shown = short(visible(name));
    return detail === undefined ? shown : `${shown} (${detail})`;
  });
  const rest = count - names.length;
  const list = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return kind === '' ? list : `${count === 1 ? kind : plural(kind)} ${list}`;
}

const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : plural(noun)}`;

const plural = (noun: string): string => {
  if (noun === 'statistics') return noun;
  if (noun.endsWith('x')) return `${noun}es`;
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
};

/** Names are mostly short; PostgreSQL allows 63 bytes for each of their parts. */
const LONGEST = 56;
const short = (name: string): string =>
  [...name].length <= LONGEST ? name : `${[...name].slice(0, LONGEST - 1).join('')}…`;
