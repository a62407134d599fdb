import { markdownBlock, markdownCode, markdownTable, markdownText } from './markdown-text.ts';
import { renderErDiagram } from './render-er-diagram.ts';
import type { Named, Other, SchemaModel, Table } from './schema-model.ts';

/** The schema as Markdown: a diagram, then all tables, views, types and functions by their names. */
export function renderSchemaMarkdown(model: SchemaModel): string {
  const { tables, views, types, routines, sequences, extensions } = model;
  const parts = [
    '# Schema',
    ...(tables.length === 0 ? ['No tables.'] : []),
    ...(tables.length === 0
      ? []
      : ['## Diagram', markdownBlock('mermaid', renderErDiagram(model))]),
    ...section('Tables', tables.map(renderTable)),
    ...section('Views', views.map(renderView)),
    ...section('Types', list(types)),
    ...section('Functions', list(routines)),
    ...section('Sequences', list(sequences)),
    ...section('Extensions', [extensions.map((name) => `- ${markdownCode(name)}`).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, parts: readonly string[]): string[] {
  const found = parts.filter((part) => part !== '');
  return found.length === 0 ? [] : [`## ${title}`, ...found];
}

const list = (others: readonly Other[]): string[] => [
  others
    .map(({ name, definition, comment }) => {
      const remark = comment === null ? '' : `. ${markdownText(comment)}`;
      return `- ${markdownCode(name)}: ${markdownCode(definition)}${remark}`;
    })
    .join('\n'),
];

function renderView({ name, definition, comment }: Other): string {
  return [
    `### ${markdownText(name)}`,
    ...(comment === null ? [] : [markdownText(comment)]),
    markdownBlock('sql', definition),
  ].join('\n\n');
}

function renderTable(table: Table): string {
  const { name, kind, remarks, comment, columns } = table;
  const said = [...(kind === 'table' ? [] : [kind]), ...remarks];
  const named = (title: string, all: readonly Named[]): string[] =>
    all.length === 0
      ? []
      : [
          `${title}:`,
          all
            .map((one) => `- ${markdownCode(one.name)}: ${markdownCode(one.definition)}`)
            .join('\n'),
        ];
  return [
    `### ${markdownText(name)}`,
    ...(comment === null ? [] : [markdownText(comment)]),
    ...(said.length === 0 ? [] : [`(${said.map(markdownText).join('; ')})`]),
    ...(columns.length === 0 ? ['No columns.'] : [renderColumns(table)]),
    ...named('Constraints', table.constraints),
    ...named('Indexes', table.indexes),
    ...named('Triggers', table.triggers),
    ...named('Policies', table.policies),
  ].join('\n\n');
}

function renderColumns({ columns }: Table): string {
  const rows = columns.map(({ name, type, notNull, fallback, comment }) => [
    markdownCode(name, true),
    markdownCode(type, true),
    notNull ? 'no' : 'yes',
    fallback === null ? '' : markdownCode(fallback, true),
    comment === null ? '' : markdownText(comment),
  ]);
  const width = columns.some(({ comment }) => comment !== null) ? 5 : 4;
  const head = ['Column', 'Type', 'Null', 'Default', 'Comment'].slice(0, width);
  return markdownTable(
    head,
    rows.map((cells) => cells.slice(0, width)),
  );
}
