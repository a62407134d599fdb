import type { ChangeItem } from './change-item.ts';
import { relationIn } from './object-name.ts';
import { type Node, nodeIn, nodesIn, textIn, unwrap, wordsIn } from './parse-tree.ts';

/** What an ALTER changes; null: it is none. */
export function alteredItems(kind: string, node: Node): ChangeItem[] | null {
  if (kind === 'AlterTableStmt') return alteredTable(node);
  if (kind === 'RenameStmt') return [renamed(node)];
  if (!/^Alter\w+Stmt$/.test(kind) || kind === 'AlterDefaultPrivilegesStmt') return null;
  const item = NAMED[kind]?.(node) ?? byObject(node);
  return [{ verb: 'changes', kind: item.kind, name: item.name }];
}

type Named = { readonly kind: string; readonly name: string };

const NAMED: Readonly<Record<string, (node: Node) => Named>> = {
  AlterEnumStmt: (node) => ({ kind: 'type', name: wordsIn(node, 'typeName').join('.') }),
  AlterDomainStmt: (node) => ({ kind: 'domain', name: wordsIn(node, 'typeName').join('.') }),
  AlterSeqStmt: (node) => ({ kind: 'sequence', name: relationIn(node, 'sequence').shown }),
  AlterPolicyStmt: (node) => ({ kind: 'policy', name: textIn(node, 'policy_name') }),
  AlterFunctionStmt: (node) => ({
    kind: 'function',
    name: wordsIn(nodeIn(node, 'func'), 'objname').join('.'),
  }),
  AlterExtensionStmt: (node) => ({ kind: 'extension', name: textIn(node, 'extname') }),
  AlterRoleStmt: (node) => ({ kind: 'role', name: textIn(nodeIn(node, 'role'), 'rolename') }),
  AlterRoleSetStmt: (node) => ({ kind: 'role', name: textIn(nodeIn(node, 'role'), 'rolename') }),
  AlterDatabaseSetStmt: () => ({ kind: '', name: 'settings of the database' }),
  AlterSystemStmt: () => ({ kind: '', name: 'settings of the server' }),
};

/** ALTER … OWNER TO, SET SCHEMA: `{ objectType: 'OBJECT_TABLE', relation or object: … }` */
function byObject(node: Node): Named {
  const type = textIn(node, 'objectType') || textIn(node, 'objtype');
  const relation = relationIn(node, 'relation').shown;
  return { kind: typeWords(type), name: relation || objectName(nodeIn(node, 'object')) };
}

function objectName(object: Node): string {
  const { kind, node } = unwrap(object);
  if (kind === 'String') return textIn(node, 'sval');
  if (kind === 'List') return wordsIn(node, 'items').join('.');
  return wordsIn(node, kind === 'TypeName' ? 'names' : 'objname').join('.');
}

/** `OBJECT_MATVIEW` → `materialized view` */
function typeWords(type: string): string {
  if (type === 'OBJECT_MATVIEW') return 'materialized view';
  return type.replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase();
}

const RENAMED_PARTS: Readonly<Record<string, string>> = {
  OBJECT_COLUMN: 'column',
  OBJECT_ATTRIBUTE: 'attribute',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_POLICY: 'policy',
};

/** `column users.age to years`, `table users to people` */
function renamed(node: Node): ChangeItem {
  const relation = relationIn(node, 'relation').shown;
  const type = textIn(node, 'renameType');
  const part = RENAMED_PARTS[type];
  const of = part === undefined ? relation : [relation, textIn(node, 'subname')].join('.');
  const name = of || objectName(nodeIn(node, 'object')) || textIn(node, 'subname');
  const kind = part ?? typeWords(type);
  return { verb: 'renames', kind, name: `${name} to ${textIn(node, 'newname')}`, on: relation };
}

function alteredTable(node: Node): ChangeItem[] {
  const table = relationIn(node, 'relation').shown;
  const kind = typeWords(textIn(node, 'objtype'));
  return nodesIn(node, 'cmds', 'AlterTableCmd').map((command): ChangeItem => {
    const subtype = textIn(command, 'subtype');
    const definition = nodeIn(command, 'def');
    const column = textIn(nodeIn(definition, 'ColumnDef'), 'colname');
    const name = textIn(command, 'name');
    if (subtype === 'AT_AddColumn') {
      return { verb: 'adds', kind: 'column', name: `${table}.${column}`, on: table };
    }
    if (subtype === 'AT_DropColumn') {
      return { verb: 'drops', kind: 'column', name: `${table}.${name}`, on: table };
    }
    if (subtype === 'AT_AddConstraint') {
      const given = textIn(nodeIn(definition, 'Constraint'), 'conname');
      return { verb: 'adds', kind: 'constraint', name: given || `on ${table}`, on: table };
    }
    if (subtype === 'AT_DropConstraint') {
      return { verb: 'drops', kind: 'constraint', name, on: table };
    }
    if (name !== '' && COLUMN_COMMANDS.test(subtype)) {
      return { verb: 'changes', kind: 'column', name: `${table}.${name}`, on: table };
    }
    return { verb: 'changes', kind, name: table };
  });
}

/** AT_AlterColumnType, AT_SetNotNull, AT_ColumnDefault, AT_AddIdentity … */
const COLUMN_COMMANDS = /Column|NotNull|Identity|Expression|Statistics|Storage|Compression/;
