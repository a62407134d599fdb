import type { Effect } from './effect.ts';
import { isNew, isNewColumn, type NewObjects } from './new-objects.ts';

/** A rule and its sentence, without a full stop. */
export type Danger = { readonly rule: string; readonly message: string };

/** What is lost with each; what is not here loses nothing, unless CASCADE takes more with it. */
const LOST: Readonly<Record<string, string>> = {
  TABLE: 'its rows are lost',
  'FOREIGN TABLE': 'what reads it breaks',
  SEQUENCE: 'its position is lost',
  VIEW: 'what reads it breaks',
  'MATERIALIZED VIEW': 'what reads it breaks',
  TYPE: 'what uses it breaks',
  DOMAIN: 'what uses it breaks',
  FUNCTION: 'what calls it breaks',
  PROCEDURE: 'what calls it breaks',
  ROUTINE: 'what calls it breaks',
  AGGREGATE: 'what calls it breaks',
  SCHEMA: 'what uses it breaks',
  EXTENSION: 'what uses it breaks',
  DATABASE: 'all of it is lost',
  'OWNED BY': 'all that this role owns is lost',
};

/** What an effect destroys, where something old is there to be destroyed; null: nothing. */
export function dangerOf(effect: Effect, made: NewObjects): Danger | null {
  const { object } = effect;
  if (isNew(made, object)) return null;
  const cascade = 'cascades' in effect && effect.cascades ? ' CASCADE' : '';
  const more = cascade === '' ? '' : ', with all that depends on it';
  switch (effect.does) {
    case 'drop':
      return dangerOfDrop(effect.type, `${effect.type} ${object.shown}${cascade}`, more);
    case 'drop-column':
      return isNewColumn(made, object, effect.column)
        ? null
        : {
            rule: 'drop-column',
            message: `DROP COLUMN ${object.shown}.${effect.column}${cascade}: its values are lost${more}`,
          };
    case 'truncate':
      return {
        rule: 'truncate',
        message: `TRUNCATE ${object.shown}${cascade}: its rows are lost${cascade && ', and those of all tables that refer to it'}`,
      };
    case 'delete-all':
      return {
        rule: 'delete-without-where',
        message: `DELETE FROM ${object.shown} without WHERE: all its rows are lost`,
      };
    case 'update-all':
      return effect.columns.every((column) => isNewColumn(made, object, column))
        ? null
        : {
            rule: 'update-without-where',
            message: `UPDATE ${object.shown} without WHERE: ${effect.columns.join(', ')} of every row is overwritten`,
          };
    default:
      return null;
  }
}

function dangerOfDrop(type: string, what: string, more: string): Danger | null {
  const lost = LOST[type];
  if (lost === undefined && more === '') return null;
  const rule =
    lost === undefined ? 'drop-cascade' : `drop-${type.toLowerCase().replaceAll(' ', '-')}`;
  return { rule, message: `DROP ${what}: ${lost ?? 'it goes'}${more}` };
}
