import type { Claim, Result, Table } from './result.ts';

/** docs/benchmarks.md. */
export function renderReport(results: readonly Result[], machine: readonly string[][]): string {
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench` (test/bench). All of a table was measured in one run, in which what is',
    'compared ran in turn: milliseconds tell of the machine, ratios of the tools. A ratio, and a',
    'difference, is the median of those of the single rounds.',
    '',
    renderTable({ title: '', head: ['', ''], rows: machine }),
    renderTable({ title: '', head: ['goal', 'met', ''], rows: results.map(summaryRow) }),
    ...results.map(renderResult),
  ].join('\n');
}

function summaryRow({ number, title, claims }: Result): string[] {
  const missed = claims.filter(({ met }) => !met).length;
  const met = `${claims.length - missed} of ${claims.length}`;
  return [`${number}. ${title}`, met, missed === 0 ? 'met' : '**missed**'];
}

export function renderResult(result: Result): string {
  const { number, title, how, claims, tables, notes = [], charts = {} } = result;
  return [
    `## ${number}. ${title}`,
    '',
    how,
    '',
    renderTable({ title: '', head: ['', 'goal', 'measured', ''], rows: claims.map(claimRow) }),
    ...Object.keys(charts).map((file) => `![${title}](${file})\n`),
    ...tables.map(renderTable),
    ...renderWhy(result),
    ...(notes.length > 0 ? [...notes.map((note) => `- ${note}`), ''] : []),
  ].join('\n');
}

function renderWhy({ claims, why = [], profile = [] }: Result): string[] {
  if (claims.every(({ met }) => met)) return [];
  const reasons = why.map((reason) => `${reason}\n`);
  const parts = [...reasons, ...profile.map(renderTable)];
  return parts.length > 0 ? ['### Why it is missed\n', ...parts] : [];
}

function claimRow({ what, limit, measured, met }: Claim): string[] {
  return [what, limit, measured, met ? 'met' : '**missed**'];
}

function renderTable({ title, head, rows }: Table): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    ...(title === '' ? [] : [`${title}:`, '']),
    row(head),
    row(head.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map(row),
    '',
  ].join('\n');
}
