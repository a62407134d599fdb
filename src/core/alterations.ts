import type { Effect } from './effect.ts';
import { nameObject, relationIn } from './object-name.ts';
import { type Node, nodeIn, nodesIn, textIn } from './parse-tree.ts';

/** What ALTER adds to, takes from or renames of a relation. */
export function alterationsOf(kind: string, node: Node): Effect[] {
  const object = relationIn(node, 'relation');
  if (kind === 'RenameStmt' && RENAMED.has(textIn(node, 'renameType'))) {
    const words = object.shown.split('.');
    const to = nameObject('relation', [...words.slice(0, -1), textIn(node, 'newname')]);
    return [{ does: 'rename', object, to }];
  }
  if (kind !== 'AlterTableStmt') return [];
  return nodesIn(node, 'cmds', 'AlterTableCmd').flatMap((command): Effect[] => {
    const cascades = textIn(command, 'behavior') === 'DROP_CASCADE';
    const name = textIn(command, 'name');
    switch (textIn(command, 'subtype')) {
      case 'AT_AddColumn': {
        const column = textIn(nodeIn(nodeIn(command, 'def'), 'ColumnDef'), 'colname');
        return [{ does: 'add-column', object, column, surely: command['missing_ok'] !== true }];
      }
      case 'AT_DropColumn':
        return [{ does: 'drop-column', object, column: name, cascades }];
      case 'AT_DropConstraint':
        return [
          { does: 'drop', type: 'CONSTRAINT', object: nameObject('other', [name]), cascades },
        ];
      default:
        return [];
    }
  });
}

const RENAMED = new Set(['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW']);
