import type { ChangeItem } from './change-item.ts';
import { relationIn } from './object-name.ts';
import { type Node, nodeIn, nodesIn, textIn, wordsIn } from './parse-tree.ts';

type Made = { readonly kind: string; readonly name: string; readonly on?: string };

const words = (node: Node, field: string): string => wordsIn(node, field).join('.');

/** Where each CREATE keeps the name of what it makes. */
const MADE: Readonly<Record<string, (node: Node) => Made>> = {
  CreateStmt: (node) => ({ kind: 'table', name: relationIn(node, 'relation').shown }),
  CreateForeignTableStmt: (node) => ({
    kind: 'foreign table',
    name: relationIn(nodeIn(node, 'base'), 'relation').shown,
  }),
  CreateTableAsStmt: (node) => ({
    kind: textIn(node, 'objtype') === 'OBJECT_MATVIEW' ? 'materialized view' : 'table',
    name: relationIn(nodeIn(node, 'into'), 'rel').shown,
  }),
  ViewStmt: (node) => ({ kind: 'view', name: relationIn(node, 'view').shown }),
  CreateSeqStmt: (node) => ({ kind: 'sequence', name: relationIn(node, 'sequence').shown }),
  IndexStmt: (node) => {
    const on = relationIn(node, 'relation').shown;
    const name = textIn(node, 'idxname');
    return { kind: 'index', name: name === '' ? `on ${on}` : name };
  },
  CreateEnumStmt: (node) => ({ kind: 'type', name: words(node, 'typeName') }),
  CreateRangeStmt: (node) => ({ kind: 'type', name: words(node, 'typeName') }),
  CompositeTypeStmt: (node) => ({ kind: 'type', name: relationIn(node, 'typevar').shown }),
  CreateDomainStmt: (node) => ({ kind: 'domain', name: words(node, 'domainname') }),
  CreateFunctionStmt: (node) => ({
    kind: node['is_procedure'] === true ? 'procedure' : 'function',
    name: words(node, 'funcname'),
  }),
  DefineStmt: (node) => ({
    kind: textIn(node, 'kind').replace('OBJECT_', '').replaceAll('_', ' ').toLowerCase(),
    name: words(node, 'defnames'),
  }),
  CreateSchemaStmt: (node) => ({ kind: 'schema', name: schemaName(node) }),
  CreateExtensionStmt: (node) => ({ kind: 'extension', name: textIn(node, 'extname') }),
  CreateTrigStmt: (node) => ({
    kind: 'trigger',
    name: textIn(node, 'trigname'),
    on: relationIn(node, 'relation').shown,
  }),
  CreateEventTrigStmt: (node) => ({ kind: 'event trigger', name: textIn(node, 'trigname') }),
  CreatePolicyStmt: (node) => ({
    kind: 'policy',
    name: textIn(node, 'policy_name'),
    on: relationIn(node, 'table').shown,
  }),
  RuleStmt: (node) => ({
    kind: 'rule',
    name: textIn(node, 'rulename'),
    on: relationIn(node, 'relation').shown,
  }),
  CreateStatsStmt: (node) => ({ kind: 'statistics', name: words(node, 'defnames') }),
  CreateRoleStmt: (node) => ({ kind: 'role', name: textIn(node, 'role') }),
  CreatePublicationStmt: (node) => ({ kind: 'publication', name: textIn(node, 'pubname') }),
  SelectStmt: (node) => ({
    kind: 'table',
    name: relationIn(nodeIn(node, 'intoClause'), 'rel').shown,
  }),
};

/** What a CREATE makes; null: it is none. `defines` where it may replace one that was there. */
export function createdItem(kind: string, node: Node): ChangeItem[] | null {
  if (kind === 'SelectStmt' && !('intoClause' in node)) return null;
  const made = MADE[kind]?.(node);
  if (made === undefined) return null;
  if (isTemporary(node)) return [];
  const columns = kind === 'CreateStmt' ? nodesIn(node, 'tableElts', 'ColumnDef').length : 0;
  const counted =
    columns === 0 ? {} : { detail: columns === 1 ? '1 column' : `${columns} columns` };
  const unsure = node['if_not_exists'] === true ? { unsure: true } : {};
  const verb = node['replace'] === true ? 'defines' : 'adds';
  return [{ verb, ...made, ...counted, ...unsure }];
}

function schemaName(node: Node): string {
  return textIn(node, 'schemaname') || textIn(nodeIn(node, 'authrole'), 'rolename');
}

/** Gone with the session: no part of the schema. */
function isTemporary(node: Node): boolean {
  const relations = [
    nodeIn(node, 'relation'),
    nodeIn(node, 'view'),
    nodeIn(node, 'sequence'),
    nodeIn(nodeIn(node, 'into'), 'rel'),
    nodeIn(nodeIn(node, 'intoClause'), 'rel'),
  ];
  return relations.some((relation) => relation['relpersistence'] === 't');
}
