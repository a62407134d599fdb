import type { Effect } from './effect.ts';
import type { ObjectName } from './object-name.ts';

/** What was made since the first of the pending migrations, so that nothing old is in it. */
export type NewObjects = {
  readonly names: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
};

export const NOTHING_NEW: NewObjects = { names: new Set(), columns: new Set() };

export const isNew = (made: NewObjects, object: ObjectName): boolean =>
  made.names.has(object.key) || made.names.has(`schema ${schemaOf(object)}`);

const schemaOf = ({ shown }: ObjectName): string => shown.split('.').slice(0, -1).join('.');

export const isNewColumn = (made: NewObjects, object: ObjectName, column: string): boolean =>
  isNew(made, object) || made.columns.has(columnKey(object, column));

const columnKey = ({ key }: ObjectName, column: string): string => `${key} ${column}`;

/** What is new after an effect. */
export function afterEffect(made: NewObjects, effect: Effect): NewObjects {
  const { names, columns } = made;
  const { object } = effect;
  switch (effect.does) {
    case 'create':
      return effect.surely ? { names: new Set([...names, object.key]), columns } : made;
    case 'drop':
      return { names: without(names, object.key), columns };
    case 'rename': {
      const rest = without(names, object.key);
      return { names: isNew(made, object) ? new Set([...rest, effect.to.key]) : rest, columns };
    }
    case 'add-column': {
      if (!effect.surely) return made;
      return { names, columns: new Set([...columns, columnKey(object, effect.column)]) };
    }
    default:
      return made;
  }
}

const without = (names: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  new Set([...names].filter((name) => name !== key));
