import { parseForeignKey } from './parse-constraint.ts';
import type { SchemaModel, Table } from './schema-model.ts';

/** A table's place in the drawing, in px from its left upper corner. */
export type Box = {
  readonly table: Table;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** A foreign key: by index, from the table that has it to the one that it names. */
export type Edge = { readonly from: number; readonly to: number; readonly by: string };

export type ErLayout = {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
};

export const LINE = 18;
const GAP_X = 90;
const GAP_Y = 28;
const MARGIN = 20;
/** Of a monospaced letter of 12 px. */
const LETTER = 7.3;

/**
 * Columns of tables, those that others point to on the left, so that lines mostly run one way. A
 * column is as tall as the page allows, not more: `tall` px.
 */
export function layOutTables({ tables }: Pick<SchemaModel, 'tables'>, tall = 900): ErLayout {
  const edges = edgesOf(tables);
  const depths = depthsOf(tables.length, edges);
  const order = tables
    .map((_, index) => index)
    .sort((a, b) => depthOf(depths, a) - depthOf(depths, b) || a - b);
  const placed = new Map<number, Box>();
  let [x, y, widest, depth] = [MARGIN, MARGIN, 0, 0];
  for (const index of order) {
    const table = tables[index];
    if (table === undefined) continue;
    const [width, height] = sizeOf(table);
    const isNew = depthOf(depths, index) !== depth || y + height > tall;
    if (isNew && placed.size > 0) [x, y, widest] = [x + widest + GAP_X, MARGIN, 0];
    depth = depthOf(depths, index);
    placed.set(index, { table, x, y, width, height });
    widest = Math.max(widest, width);
    y += height + GAP_Y;
  }
  const boxes = tables.flatMap((_, index) => placed.get(index) ?? []);
  const width = Math.max(0, ...boxes.map((box) => box.x + box.width)) + MARGIN;
  const height = Math.max(0, ...boxes.map((box) => box.y + box.height)) + MARGIN;
  return { boxes, edges, width, height };
}

const depthOf = (depths: readonly number[], index: number): number => depths[index] ?? 0;

function edgesOf(tables: readonly Table[]): Edge[] {
  const places = new Map(tables.map(({ name }, index) => [name, index]));
  return tables.flatMap(({ constraints }, from) =>
    constraints.flatMap(({ definition }) => {
      const key = parseForeignKey(definition);
      const to = key === null ? undefined : places.get(key.to);
      return key === null || to === undefined ? [] : [{ from, to, by: key.columns.join(', ') }];
    }),
  );
}

/** The longest way to a table that points to no other; a circle ends where it began. */
function depthsOf(count: number, edges: readonly Edge[]): number[] {
  const depths: (number | undefined)[] = Array(count).fill(undefined);
  const targets = new Map<number, number[]>();
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const visit = (index: number, on: ReadonlySet<number>): number => {
    const known = depths[index];
    if (known !== undefined || on.has(index)) return known ?? 0;
    const others = (targets.get(index) ?? []).filter((to) => to !== index);
    const path = new Set(on).add(index);
    const depth = Math.max(0, ...others.map((to) => visit(to, path) + 1));
    depths[index] = depth;
    return depth;
  };
  return depths.map((_, index) => visit(index, new Set()));
}

function sizeOf({ name, columns }: Table): [width: number, height: number] {
  const letters = Math.max(
    name.length + 2,
    ...columns.map((column) => column.name.length + column.type.length + 7),
  );
  return [Math.min(Math.ceil(letters * LETTER) + 20, 420), (columns.length + 1) * LINE + 12];
}
