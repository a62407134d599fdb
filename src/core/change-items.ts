import { alteredItems } from './altered-items.ts';
import type { ChangeItem, Verb } from './change-item.ts';
import { createdItem } from './created-items.ts';
import { dropsOf } from './drops.ts';
import { relationIn } from './object-name.ts';
import { type Node, nodeIn, nodesIn, textIn, unwrap, wordsIn } from './parse-tree.ts';
import type { ParsedStatement } from './parsed-sql.ts';

/** What leaves nothing behind in the database. */
const PASSING = new Set(
  `TransactionStmt VariableSetStmt VariableShowStmt LockStmt CheckPointStmt DiscardStmt NotifyStmt
  ListenStmt UnlistenStmt ConstraintsSetStmt PrepareStmt DeallocateStmt ExplainStmt
  DeclareCursorStmt FetchStmt ClosePortalStmt`.split(/\s+/),
);

const WRITES: ReadonlySet<string> = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
]);

/**
 * What one statement does, in words. Of a DO block, a called function or SQL that is put together
 * when it runs, only that it runs.
 */
export function changeItems({ kind, node }: Pick<ParsedStatement, 'kind' | 'node'>): ChangeItem[] {
  if (PASSING.has(kind)) return [];
  const own = createdItem(kind, node) ?? alteredItems(kind, node) ?? otherItems(kind, node);
  return [...withQueries(node), ...own];
}

/** WITH moved AS (DELETE FROM a …) … */
function withQueries(node: Node): ChangeItem[] {
  return nodesIn(nodeIn(node, 'withClause'), 'ctes', 'CommonTableExpr').flatMap((query) => {
    const inner = unwrap(nodeIn(query, 'ctequery'));
    return WRITES.has(inner.kind) ? otherItems(inner.kind, inner.node) : [];
  });
}

function otherItems(kind: string, node: Node): ChangeItem[] {
  if (WRITES.has(kind)) return [data(kind, node)];
  switch (kind) {
    case 'DropStmt':
      return droppedItems(node);
    case 'DropdbStmt':
    case 'DropOwnedStmt':
      return dropsOf(kind, node).flatMap((drop) =>
        drop.does === 'drop' ? [item('drops', drop.type.toLowerCase(), drop.object.shown)] : [],
      );
    case 'DropRoleStmt':
      return nodesIn(node, 'roles', 'RoleSpec').map((role) =>
        item('drops', 'role', textIn(role, 'rolename')),
      );
    case 'TruncateStmt':
      return nodesIn(node, 'relations', 'RangeVar').map((relation) =>
        item('empties', 'table', relationIn({ relation }, 'relation').shown),
      );
    case 'CopyStmt':
      return node['is_from'] === true ? [data(kind, node)] : [item('runs', '', 'COPY … TO')];
    case 'RefreshMatViewStmt':
      return [data(kind, node)];
    case 'SelectStmt':
      return selected(node);
    case 'DoStmt':
      return [item('runs', '', 'a DO block')];
    case 'CallStmt':
      return [item('runs', 'procedure', calledName(node))];
    case 'GrantStmt':
    case 'AlterDefaultPrivilegesStmt':
      return [item('changes', '', 'privileges')];
    case 'GrantRoleStmt':
      return [item('changes', '', 'members of roles')];
    case 'CommentStmt':
    case 'SecLabelStmt':
      return [item('changes', '', 'comments')];
    default:
      return [item('runs', '', wordsOf(kind))];
  }
}

function data(kind: string, node: Node): ChangeItem {
  const name = relationIn(node, 'relation').shown;
  const all = Object.keys(nodeIn(node, 'whereClause')).length === 0;
  return kind === 'DeleteStmt' && all
    ? item('empties', 'table', name)
    : item('changes data in', '', name);
}

function droppedItems(node: Node): ChangeItem[] {
  return dropsOf('DropStmt', node).flatMap((drop) => {
    if (drop.does !== 'drop') return [];
    const words = drop.object.shown.split('.');
    // DROP TRIGGER a ON b is { List: [b, a] }
    const isOn = ['TRIGGER', 'POLICY', 'RULE'].includes(drop.type);
    const name = isOn ? (words.at(-1) ?? '') : drop.object.shown;
    const of = isOn ? { on: words.slice(0, -1).join('.') } : {};
    return [{ ...item('drops', drop.type.toLowerCase().replace('matview', 'view'), name), ...of }];
  });
}

/** SELECT setval(…), SELECT public.refill(): all that it does, its functions do. */
function selected(node: Node): ChangeItem[] {
  const text = JSON.stringify(node['targetList'] ?? node);
  if (/"sval":"set_config"/.test(text)) return [];
  const [call] = nodesIn(node, 'targetList', 'ResTarget').map((target) =>
    nodeIn(nodeIn(target, 'val'), 'FuncCall'),
  );
  const name = call === undefined ? '' : wordsIn(call, 'funcname').at(-1);
  return [name ? item('runs', 'function', name) : item('runs', '', 'a query')];
}

const calledName = (node: Node): string => wordsIn(nodeIn(node, 'funccall'), 'funcname').join('.');

/** `VacuumStmt` → `VACUUM`, `CreatePublicationStmt` → `CREATE PUBLICATION` */
function wordsOf(kind: string): string {
  return kind
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}

const item = (verb: Verb, kind: string, name: string): ChangeItem => ({ verb, kind, name });
