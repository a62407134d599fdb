import { alterationsOf } from './alterations.ts';
import { creationOf } from './creations.ts';
import { dropsOf } from './drops.ts';
import type { Effect } from './effect.ts';
import { relationIn } from './object-name.ts';
import { type Node, nodeIn, nodesIn, textIn, unwrap } from './parse-tree.ts';
import type { ParsedStatement } from './parsed-sql.ts';

/**
 * What running a statement makes, takes away or changes in every row, as far as an audit has to know.
 * Not looked into: DO blocks, functions that it calls, SQL that is put together when it runs.
 */
export function effectsOf({ kind, node }: Pick<ParsedStatement, 'kind' | 'node'>): Effect[] {
  return [
    ...withQueries(node),
    ...creationOf(kind, node),
    ...dropsOf(kind, node),
    ...alterationsOf(kind, node),
    ...changedRows(kind, node),
  ];
}

/** Data-modifying WITH queries; PostgreSQL has them at the top only. */
function withQueries(node: Node): Effect[] {
  return nodesIn(nodeIn(node, 'withClause'), 'ctes', 'CommonTableExpr').flatMap((query) => {
    const inner = unwrap(nodeIn(query, 'ctequery'));
    return changedRows(inner.kind, inner.node);
  });
}

function changedRows(kind: string, node: Node): Effect[] {
  if (kind === 'TruncateStmt') {
    const cascades = textIn(node, 'behavior') === 'DROP_CASCADE';
    return nodesIn(node, 'relations', 'RangeVar').map((relation) => ({
      does: 'truncate',
      object: relationIn({ relation }, 'relation'),
      cascades,
    }));
  }
  if (!choosesAll(nodeIn(node, 'whereClause'))) return [];
  const object = relationIn(node, 'relation');
  if (kind === 'DeleteStmt') return [{ does: 'delete-all', object }];
  if (kind !== 'UpdateStmt') return [];
  const columns = nodesIn(node, 'targetList', 'ResTarget').map((one) => textIn(one, 'name'));
  return [{ does: 'update-all', object, columns }];
}

/** No WHERE, or `WHERE true`. */
function choosesAll(where: Node): boolean {
  if (Object.keys(where).length === 0) return true;
  return nodeIn(nodeIn(where, 'A_Const'), 'boolval')['boolval'] === true;
}
