import type { Effect } from './effect.ts';
import { type NameSpace, nameObject } from './object-name.ts';
import { listIn, type Node, nodesIn, textIn, unwrap, wordsIn } from './parse-tree.ts';

/** OBJECT_MATVIEW is a MATERIALIZED VIEW, in the name space of relations. What is not here loses nothing by itself. */
const TYPES: Readonly<Record<string, readonly [string, NameSpace]>> = {
  OBJECT_TABLE: ['TABLE', 'relation'],
  OBJECT_FOREIGN_TABLE: ['FOREIGN TABLE', 'relation'],
  OBJECT_SEQUENCE: ['SEQUENCE', 'relation'],
  OBJECT_VIEW: ['VIEW', 'relation'],
  OBJECT_MATVIEW: ['MATERIALIZED VIEW', 'relation'],
  OBJECT_TYPE: ['TYPE', 'type'],
  OBJECT_DOMAIN: ['DOMAIN', 'type'],
  OBJECT_FUNCTION: ['FUNCTION', 'routine'],
  OBJECT_PROCEDURE: ['PROCEDURE', 'routine'],
  OBJECT_ROUTINE: ['ROUTINE', 'routine'],
  OBJECT_AGGREGATE: ['AGGREGATE', 'routine'],
  OBJECT_SCHEMA: ['SCHEMA', 'schema'],
  OBJECT_EXTENSION: ['EXTENSION', 'other'],
};

/** What a statement takes away as a whole. */
export function dropsOf(kind: string, node: Node): Effect[] {
  const cascades = textIn(node, 'behavior') === 'DROP_CASCADE';
  const drop = (type: string, space: NameSpace, words: readonly string[]): Effect => ({
    does: 'drop',
    type,
    object: nameObject(space, words),
    cascades,
  });
  if (kind === 'DropdbStmt') return [drop('DATABASE', 'other', [textIn(node, 'dbname')])];
  if (kind === 'DropOwnedStmt') {
    const roles = nodesIn(node, 'roles', 'RoleSpec');
    return roles.map((role) => drop('OWNED BY', 'other', [textIn(role, 'rolename')]));
  }
  if (kind !== 'DropStmt') return [];
  const removed = textIn(node, 'removeType');
  const [type, space] = TYPES[removed] ?? [
    removed.replace('OBJECT_', '').replaceAll('_', ' '),
    'other',
  ];
  return listIn(node, 'objects').map((object) => drop(type, space, wordsOfObject(object)));
}

/**
 * ```
 * { List: { items: [{ String: … }] } }      a table, an index
 * { TypeName: { names: [{ String: … }] } }  a type
 * { ObjectWithArgs: { objname: [ … ] } }    a function
 * { String: { sval: 's' } }                 a schema
 * ```
 */
function wordsOfObject(object: Node): readonly string[] {
  const { kind, node } = unwrap(object);
  if (kind === 'String') return [textIn(node, 'sval')];
  if (kind === 'List') return wordsIn(node, 'items');
  return wordsIn(node, kind === 'TypeName' ? 'names' : 'objname');
}
