/** A statement as PostgreSQL's grammar names it (parser/parse-sql.ts). */
type Statement = { readonly kind: string; readonly node: Readonly<Record<string, unknown>> };
type Node = Readonly<Record<string, unknown>>;

/**
 * The objects that a migration makes unless they are there already, as the catalog's keys name them
 * without their schema: `users`, `users.email`. Where they are, the replay shows no change, although
 * in another database this migration may have been the one that made them.
 */
export function claimsOf(statements: readonly Statement[]): string[] {
  return [...new Set(statements.flatMap(claimsOfOne))].filter((claim) => claim !== '');
}

/** The tables of ALTER TABLE IF EXISTS, and what DROP … IF EXISTS names, as claims are named. */
export function conditionalNames(statements: readonly Statement[]): string[] {
  const names = statements.flatMap(({ kind, node }) => {
    if (node['missing_ok'] !== true) return [];
    if (kind === 'DropStmt') return ((node['objects'] ?? []) as Node[]).map(droppedName);
    return [relation(node['relation'])];
  });
  return [...new Set(names)].filter((name) => name !== '');
}

/** { List: { items: [{ String: { sval: 'public' } }, …] } }, or a String for a schema */
function droppedName(object: Node): string {
  const { items } = (object['List'] ?? { items: [object] }) as { items?: unknown };
  return last(items);
}

function claimsOfOne({ kind, node }: Statement): string[] {
  const careful = node['if_not_exists'] === true;
  switch (kind) {
    case 'CreateStmt':
    case 'CreateSeqStmt':
      return careful ? [relation(node['relation'] ?? node['sequence'])] : [];
    case 'CreateTableAsStmt':
      return careful ? [relation(((node['into'] ?? {}) as Node)['rel'])] : [];
    case 'IndexStmt':
      return careful ? [quoted(node['idxname'])] : [];
    case 'CreateSchemaStmt':
      return careful ? [quoted(node['schemaname'])] : [];
    case 'CreateExtensionStmt':
      return careful ? [quoted(node['extname'])] : [];
    case 'AlterEnumStmt':
      return node['skipIfNewValExists'] === true ? [last(node['typeName'])] : [];
    case 'ViewStmt':
      return node['replace'] === true ? [relation(node['view'])] : [];
    case 'CreateFunctionStmt':
      return node['replace'] === true ? [last(node['funcname'])] : [];
    case 'CreateTrigStmt':
      return node['replace'] === true ? [quoted(node['trigname'])] : [];
    case 'AlterTableStmt':
      return addedColumns(node);
    case 'DoStmt':
      return namesInCode(node);
    default:
      return [];
  }
}

/** ADD COLUMN IF NOT EXISTS */
function addedColumns(node: Node): string[] {
  const commands = (node['cmds'] ?? []) as { AlterTableCmd?: Node }[];
  return commands.flatMap(({ AlterTableCmd: command = {} }) => {
    if (command['subtype'] !== 'AT_AddColumn' || command['missing_ok'] !== true) return [];
    const { ColumnDef: column = {} } = (command['def'] ?? {}) as { ColumnDef?: Node };
    return [`${relation(node['relation'])}.${quoted(column['colname'])}`];
  });
}

/** `CREATE TYPE app.mood AS …`, `ADD COLUMN IF NOT EXISTS email …` */
const MADE_IN_CODE =
  /\b(?:create\s+(?:or\s+replace\s+)?(?:unlogged\s+|unique\s+|materialized\s+)?\w+|add\s+column|add\s+constraint)\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))*)/gi;

/** Code makes things under conditions of its own: `DO $$ … EXCEPTION WHEN duplicate_object … $$`. */
function namesInCode(node: Node): string[] {
  const code = JSON.stringify(node)
    .replaceAll('\\"', '"')
    .replace(/\\[nrt]/g, ' ');
  return [...code.matchAll(MADE_IN_CODE)].map(([, path = '']) =>
    quoted(path.split('.').at(-1)?.replaceAll('"', '')),
  );
}

const relation = (value: unknown): string => quoted(((value ?? {}) as Node)['relname']);

/** The last of a qualified name: [{ String: { sval: 'public' } }, { String: { sval: 'mood' } }] */
function last(names: unknown): string {
  const found = (names ?? []) as { String?: { sval?: string } }[];
  return quoted(found.at(-1)?.String?.sval);
}

/** As quote_ident has it, but for reserved words, which few objects are named by. */
function quoted(name: unknown): string {
  if (typeof name !== 'string') return '';
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
