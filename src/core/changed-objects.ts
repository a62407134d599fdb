import { creationOf } from './creations.ts';
import { dropsOf } from './drops.ts';
import { type NameSpace, nameObject, type ObjectName, relationIn } from './object-name.ts';
import { type Node, textIn, wordsIn } from './parse-tree.ts';
import type { ParsedStatement } from './parsed-sql.ts';

type Statement = Pick<ParsedStatement, 'kind' | 'node'>;

/**
 * The tables, views, types and routines that statements make, alter, rename or take away, each
 * once: two migrations that change one of them, and do not know of each other, collide. An index or
 * a trigger changes no table here, and rows change none either. Not looked into: DO blocks, and SQL
 * that is put together when it runs.
 */
export function changedObjects(statements: readonly Statement[]): ObjectName[] {
  const all = statements.flatMap(changedBy).filter(({ key }) => SPACES.test(key));
  return [...new Map(all.map((object) => [object.key, object])).values()];
}

/** A schema or an extension is made by many, with IF NOT EXISTS. */
const SPACES = /^(relation|type|routine) /;

function changedBy({ kind, node }: Statement): ObjectName[] {
  const made = [...creationOf(kind, node), ...dropsOf(kind, node)];
  return [...made.map(({ object }) => object), ...alteredBy(kind, node)];
}

function alteredBy(kind: string, node: Node): ObjectName[] {
  switch (kind) {
    case 'AlterTableStmt':
    case 'AlterSeqStmt':
      return [relationIn(node, kind === 'AlterTableStmt' ? 'relation' : 'sequence')];
    case 'AlterObjectSchemaStmt':
      return 'relation' in node ? [relationIn(node, 'relation')] : [];
    case 'RenameStmt':
      return renamedBy(node);
    case 'AlterEnumStmt':
      return [nameObject('type', wordsIn(node, 'typeName'))];
    case 'AlterDomainStmt':
      return [nameObject('type', wordsIn(node, 'typeName'))];
    default:
      return [];
  }
}

/** Of a table, a view or a column of one: both the old name and the new one. */
function renamedBy(node: Node): ObjectName[] {
  if (!('relation' in node) || !RENAMED.has(textIn(node, 'renameType'))) return [];
  const object = relationIn(node, 'relation');
  if (!WHOLE.has(textIn(node, 'renameType'))) return [object];
  const space: NameSpace = 'relation';
  const to = [...object.shown.split('.').slice(0, -1), textIn(node, 'newname')];
  return [object, nameObject(space, to)];
}

const WHOLE = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SEQUENCE']);
const RENAMED = new Set([...WHOLE, 'OBJECT_COLUMN', 'OBJECT_TABCONSTRAINT']);
