import { parseForeignKey, parseKey } from './parse-constraint.ts';
import type { SchemaModel, Table } from './schema-model.ts';

/**
 * The tables and their foreign keys as a Mermaid diagram. Its grammar knows few characters, so a
 * name that has others is written with `_` in their place, and a table's own name stands beside it.
 */
export function renderErDiagram({ tables }: Pick<SchemaModel, 'tables'>): string {
  const ids = idsOf(tables);
  const entities = tables.flatMap((table) => renderEntity(table, ids.get(table.name) ?? ''));
  const relations = tables.flatMap((table) => renderRelations(table, tables, ids));
  return ['erDiagram', ...entities, ...relations].join('\n');
}

/** `users` of public.users, `billing_invoices` of billing.invoices; a number where two are alike. */
function idsOf(tables: readonly Table[]): Map<string, string> {
  const ids = new Map<string, string>();
  const used = new Set<string>();
  for (const { name } of tables) {
    const plain = word(name.replace(/^public\./, ''), 't_');
    let id = plain;
    for (let i = 2; used.has(id.toLowerCase()); i += 1) id = `${plain}_${i}`;
    used.add(id.toLowerCase());
    ids.set(name, id);
  }
  return ids;
}

function renderEntity(table: Table, id: string): string[] {
  const shown = table.name.replace(/^public\./, '');
  const head = shown === id ? id : `${id}["${label(shown)}"]`;
  const primary = new Set(keysOf(table, 'PRIMARY KEY').flat());
  const unique = new Set(
    keysOf(table, 'UNIQUE')
      .filter((key) => key.length === 1)
      .flat(),
  );
  const foreign = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
  const lines = table.columns.map(({ name, type }) => {
    const marks = [
      ...(primary.has(name) ? ['PK'] : []),
      ...(foreign.has(name) ? ['FK'] : []),
      ...(unique.has(name) && !primary.has(name) ? ['UK'] : []),
    ].join(', ');
    const safe = word(name, 'c_');
    const remark = safe === name ? '' : ` "${label(name)}"`;
    return `        ${typeWord(type)} ${safe}${marks === '' ? '' : ` ${marks}`}${remark}`;
  });
  // Braces with nothing between them are no entity to it.
  return lines.length === 0 ? [`    ${head}`] : [`    ${head} {`, ...lines, '    }'];
}

function renderRelations(
  table: Table,
  tables: readonly Table[],
  ids: ReadonlyMap<string, string>,
): string[] {
  const unique = [...keysOf(table, 'PRIMARY KEY'), ...keysOf(table, 'UNIQUE')];
  return foreignKeysOf(table).flatMap(({ columns, to }) => {
    if (!tables.some(({ name }) => name === to)) return [];
    const own = table.columns.filter(({ name }) => columns.includes(name));
    const parent = own.every(({ notNull }) => notNull) ? '||' : '|o';
    const isOne = unique.some((key) => key.every((name) => columns.includes(name)));
    const child = isOne ? 'o|' : 'o{';
    const by = label(columns.join(', '));
    return [`    ${ids.get(to)} ${parent}--${child} ${ids.get(table.name)} : "${by}"`];
  });
}

const keysOf = ({ constraints }: Table, kind: 'PRIMARY KEY' | 'UNIQUE'): (readonly string[])[] =>
  constraints.flatMap(({ definition }) => {
    const key = parseKey(definition, kind);
    return key === null ? [] : [key];
  });

const foreignKeysOf = ({ constraints }: Table) =>
  constraints.flatMap(({ definition }) => {
    const key = parseForeignKey(definition);
    return key === null ? [] : [key];
  });

/** A letter first, then letters, digits and `_`; not a word of the grammar's own. */
function word(text: string, prefix: string): string {
  const safe = text.replace(/[^A-Za-z0-9_]/gu, '_');
  return /^[A-Za-z]/.test(safe) && !RESERVED.test(safe) ? safe : `${prefix}${safe}`;
}

const RESERVED =
  /^(erDiagram|title|direction|TB|BT|LR|RL|style|class|classDef|click|accTitle|accDescr|PK|FK|UK|one|zero|only|many|to|optionally|u|o|x|default|subgraph|end)$/i;

const SHORT: Readonly<Record<string, string>> = {
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'time without time zone': 'time',
  'character varying': 'varchar',
  'double precision': 'float8',
};

/** `character varying(80)[]` → `varchar(80)[]`, `numeric(10,2)` → `numeric(10_2)` */
function typeWord(type: string): string {
  const known = Object.entries(SHORT).find(([long]) => type.startsWith(long));
  const short = known === undefined ? type : known[1] + type.slice(known[0].length);
  const bare = short.replace(/^public\./, '').replace(/[^A-Za-z0-9_[\]()]/gu, '_');
  return /^[A-Za-z]/.test(bare) && !RESERVED.test(bare) ? bare : `t_${bare}`;
}

/** Between quotes; nothing that the grammar or a page could take for its own. */
const label = (text: string): string => text.replace(/[^\p{L}\p{N} ,._-]/gu, '?').slice(0, 80);
