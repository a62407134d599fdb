/**
 * A node of the parse tree as libpg_query gives it: JSON, where what is empty or false is absent, and a
 * node of any kind stands in an object of one key:
 * ```
 * { relation: { relname: 'users' }, cmds: [{ AlterTableCmd: { subtype: 'AT_DropColumn', name: 'a' } }] }
 * ```
 */
export type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

export function nodeIn(node: Node, field: string): Node {
  const value = node[field];
  return isNode(value) ? value : {};
}

export function textIn(node: Node, field: string): string {
  const value = node[field];
  return typeof value === 'string' ? value : '';
}

/** The members of a list, each still in its object of one key. */
export function listIn(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The members of a list that are of one kind. */
export function nodesIn(node: Node, field: string, kind: string): readonly Node[] {
  return listIn(node, field).flatMap((member) => (isNode(member[kind]) ? [member[kind]] : []));
}

/** `[{ String: { sval: 'a' } }, { String: { sval: 'b' } }]` is a.b. */
export function wordsIn(node: Node, field: string): readonly string[] {
  return nodesIn(node, field, 'String').map((word) => textIn(word, 'sval'));
}

/** What stands in an object of one key, and the key. */
export function unwrap(member: Node): { readonly kind: string; readonly node: Node } {
  const [kind = '', node] = Object.entries(member)[0] ?? [];
  return { kind, node: isNode(node) ? node : {} };
}
