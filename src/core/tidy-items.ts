import type { ChangeItem } from './change-item.ts';

/**
 * Once each, and without what says nothing: changes of a table that the file itself makes, and what
 * it makes and drops again. DROP FUNCTION IF EXISTS before CREATE FUNCTION is one definition.
 */
export function tidyItems(items: readonly ChangeItem[]): ChangeItem[] {
  const tidied: ChangeItem[] = [];
  const find = (verb: string, { kind, name, on }: ChangeItem): number =>
    tidied.findIndex(
      (one) => one.verb === verb && one.kind === kind && one.name === name && one.on === on,
    );
  for (const one of items) {
    if (find(one.verb, one) !== -1 || isOfNew(one, tidied)) continue;
    const undone = one.verb === 'drops' ? find('adds', one) : -1;
    if (undone !== -1 && !tidied[undone]?.unsure) {
      tidied.splice(undone, 1);
      continue;
    }
    const replaced = one.verb === 'adds' || one.verb === 'defines' ? find('drops', one) : -1;
    if (replaced !== -1 && HOLDS_NO_DATA.has(one.kind)) {
      tidied[replaced] = { ...one, verb: 'defines' };
    } else tidied.push(one);
  }
  return tidied;
}

const HOLDS_NO_DATA = new Set(
  'function,procedure,view,trigger,policy,rule,index,materialized view,aggregate'.split(','),
);

/** Its columns and constraints are the new table's own; its indexes and triggers are named. */
function isOfNew({ verb, kind, name, on }: ChangeItem, before: readonly ChangeItem[]): boolean {
  const isPart =
    kind === 'column' || kind === 'constraint' || (verb === 'changes' && on === undefined);
  const table = on ?? name;
  return (
    isPart &&
    verb !== 'renames' &&
    before.some(
      (other) => other.verb === 'adds' && /table$/.test(other.kind) && other.name === table,
    )
  );
}
