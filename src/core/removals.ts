/** A statement as PostgreSQL's grammar names it (parser/parse-sql.ts). */
type Node = Readonly<Record<string, unknown>>;
type Statement = { readonly kind: string; readonly node: Node };

/** Nobody knows what goes with it: DROP … CASCADE, code. */
export const ANYTHING = '*';

/**
 * The names of what a migration takes away or moves, without their schema. With a table goes what
 * is on it, and where it is made anew, its catalog shows nothing of that: the index that an earlier
 * migration would have dropped is gone all the same.
 */
export function removalsOf(statements: readonly Statement[]): string[] {
  return [...new Set(statements.flatMap(removalsOfOne))].filter((name) => name !== '');
}

function removalsOfOne({ kind, node }: Statement): string[] {
  if (kind === 'DoStmt') return /drop|rename|execute/i.test(JSON.stringify(node)) ? [ANYTHING] : [];
  if (kind === 'CallStmt') return [ANYTHING];
  if (kind === 'DropStmt') {
    if (node['behavior'] === 'DROP_CASCADE') return [ANYTHING];
    return ((node['objects'] ?? []) as Node[]).flatMap(namesIn);
  }
  if (kind === 'RenameStmt' || kind === 'AlterObjectSchemaStmt') {
    return namesIn((node['relation'] ?? node['object'] ?? {}) as Node);
  }
  return kind === 'AlterTableStmt' ? removedFrom(node) : [];
}

/** With a column go the indexes and constraints on it: `users.email`; a partition goes as a table. */
function removedFrom(node: Node): string[] {
  const [table = ''] = namesIn((node['relation'] ?? {}) as Node);
  const commands = (node['cmds'] ?? []) as { AlterTableCmd?: Node }[];
  return commands.flatMap(({ AlterTableCmd: { subtype, name, behavior } = {} }) => {
    const isDrop = subtype === 'AT_DropColumn' || subtype === 'AT_DropConstraint';
    if (isDrop && behavior === 'DROP_CASCADE') return [ANYTHING];
    if (isDrop) return [`${table}.${quoted(String(name))}`];
    return subtype === 'AT_DetachPartition' ? [table] : [];
  });
}

/** { relname: 'a' }, or { List: { items: [{ String: { sval: 'public' } }, …] } } */
function namesIn(object: Node): string[] {
  const relation = object['relname'];
  if (typeof relation === 'string') return [quoted(relation)];
  const texts = [...JSON.stringify(object).matchAll(/"sval":("(?:[^"\\]|\\.)*")/g)];
  // Of `public.a` the schema is no name of an object; of a trigger its table is one, too.
  return texts.map(([, json = '""']) => quoted(JSON.parse(json) as string)).slice(-2);
}

/** As quote_ident has it, but for reserved words. */
const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
