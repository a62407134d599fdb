import { type Box, type Edge, LINE, layOutTables } from './er-layout.ts';
import { element, htmlText } from './html-text.ts';
import { parseForeignKey, parseKey } from './parse-constraint.ts';
import type { SchemaModel, Table } from './schema-model.ts';

/**
 * The tables and their foreign keys as an SVG picture that needs nothing else: the report is looked
 * at without a network, so Mermaid cannot draw it.
 */
export function drawErDiagram(model: Pick<SchemaModel, 'tables'>): string {
  const { boxes, edges, width, height } = layOutTables(model);
  const lines = edges.map((edge) => drawEdge(edge, boxes));
  const view = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  const label = 'role="img" aria-label="Entity relationship diagram"';
  return element('svg', `class="er" ${view} ${label}`, ...lines, ...boxes.map(drawBox));
}

function drawBox({ table, x, y, width, height }: Box): string {
  const marks = marksOf(table);
  const columns = table.columns.map(({ name, type, notNull }, index) => {
    const top = (index + 2) * LINE;
    const optional = notNull ? '' : '?';
    return (
      text(8, top, 'er-mark', marks.get(name) ?? '') +
      text(34, top, 'er-column', `${name}${optional}`) +
      text(width - 8, top, 'er-type', type)
    );
  });
  const title = element('title', '', htmlText(table.comment ?? table.name));
  return element(
    'g',
    `transform="translate(${x} ${y})"`,
    title,
    `<rect class="er-box" width="${width}" height="${height}" rx="6"/>`,
    `<rect class="er-head" width="${width}" height="${LINE + 6}" rx="6"/>`,
    text(8, LINE - 1, 'er-name', table.name.replace(/^public\./, '')),
    ...columns,
  );
}

function text(x: number, y: number, style: string, words: string): string {
  return words === '' ? '' : element('text', `x="${x}" y="${y}" class="${style}"`, htmlText(words));
}

/** From the side of one box to that of the other, each at the column's height. */
function drawEdge({ from, to, by }: Edge, boxes: readonly Box[]): string {
  const [child, parent] = [boxes[from], boxes[to]];
  if (child === undefined || parent === undefined) return '';
  const index = child.table.columns.findIndex(({ name }) => name === by.split(', ')[0]);
  const [x1, y1] = [child.x, child.y + (index + 1.7) * LINE];
  const isLeft = parent.x < child.x;
  const [x2, y2] = [parent.x + (isLeft ? parent.width : 0), parent.y + LINE * 0.7];
  const bend = Math.max(30, Math.abs(x2 - x1) / 2);
  const path = `M ${x1} ${y1} C ${x1 - bend} ${y1}, ${x2 + (isLeft ? bend : -bend)} ${y2}, ${x2} ${y2}`;
  const words = `${child.table.name} (${by}) → ${parent.table.name}`;
  return element('path', `class="er-edge" d="${path}"`, element('title', '', htmlText(words)));
}

function marksOf({ constraints }: Table): Map<string, string> {
  const marks = new Map<string, string>();
  for (const { definition } of constraints) {
    for (const name of parseForeignKey(definition)?.columns ?? []) marks.set(name, 'FK');
  }
  for (const { definition } of constraints) {
    for (const name of parseKey(definition, 'PRIMARY KEY') ?? []) marks.set(name, 'PK');
  }
  return marks;
}
