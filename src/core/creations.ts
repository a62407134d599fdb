import type { Effect } from './effect.ts';
import { nameObject, type ObjectName, relationIn } from './object-name.ts';
import { type Node, nodeIn, textIn, wordsIn } from './parse-tree.ts';

/** Where each CREATE keeps the name of what it makes. */
const NAME_OF: Readonly<Record<string, (node: Node) => ObjectName>> = {
  CreateStmt: (node) => relationIn(node, 'relation'),
  CreateForeignTableStmt: (node) => relationIn(nodeIn(node, 'base'), 'relation'),
  CreateTableAsStmt: (node) => relationIn(nodeIn(node, 'into'), 'rel'),
  ViewStmt: (node) => relationIn(node, 'view'),
  CreateSeqStmt: (node) => relationIn(node, 'sequence'),
  CreateEnumStmt: (node) => nameObject('type', wordsIn(node, 'typeName')),
  CreateRangeStmt: (node) => nameObject('type', wordsIn(node, 'typeName')),
  CreateDomainStmt: (node) => nameObject('type', wordsIn(node, 'domainname')),
  CompositeTypeStmt: (node) => ({
    ...nameObject('type', relationIn(node, 'typevar').shown.split('.')),
  }),
  CreateFunctionStmt: (node) => nameObject('routine', wordsIn(node, 'funcname')),
  DefineStmt: (node) => nameObject('routine', wordsIn(node, 'defnames')),
  CreateSchemaStmt: (node) => nameObject('schema', [textIn(node, 'schemaname')]),
  CreateExtensionStmt: (node) => nameObject('other', [textIn(node, 'extname')]),
};

/** What a statement makes: at most one thing that an audit minds. */
export function creationOf(kind: string, node: Node): Effect[] {
  // SELECT … INTO
  const into = kind === 'SelectStmt' ? nodeIn(node, 'intoClause') : null;
  if (into !== null) {
    return 'rel' in into ? [{ does: 'create', object: relationIn(into, 'rel'), surely: true }] : [];
  }
  const object = NAME_OF[kind]?.(node);
  if (object === undefined) return [];
  const surely = !(
    node['if_not_exists'] ||
    nodeIn(node, 'base')['if_not_exists'] ||
    node['replace']
  );
  return [{ does: 'create', object, surely }];
}
