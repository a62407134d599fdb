/** Colours that are told apart on white, by the colour-blind too. */
export const HIGHLIGHT = '#c2185b';
export const INK = '#222222';
export const MUTED = '#777777';
export const PALETTE = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#56b4e9',
  '#7b5ea7',
  '#8c6d31',
  '#4d4d4d',
  '#999933',
];

type Point = { readonly x: number; readonly y: number };

/** A picture on white, so that it can be read in a dark page, too. */
export function svg(
  width: number,
  height: number,
  title: string,
  content: readonly string[],
): string {
  const start = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" `;
  const style = 'font-family="system-ui, sans-serif" font-size="13" role="img">';
  return [
    start + style,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="20" y="28" font-size="17" font-weight="600" fill="${INK}">${escapeXml(title)}</text>`,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

export function text(x: number, y: number, words: string, anchor: string): string {
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"`;
  return `<text ${place} fill="${MUTED}">${escapeXml(words)}</text>`;
}

export function label(x: number, y: number, words: string, colour: string, bold: boolean): string {
  const weight = bold ? ' font-weight="700"' : '';
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`;
  return `<text ${place}${weight} fill="${colour}">${escapeXml(words)}</text>`;
}

export function line(points: readonly Point[], colour: string, width: number): string {
  const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/>`;
}

export function bar(x: number, y: number, width: number, height: number, colour: string): string {
  const place = `x="${x}" y="${y}" width="${width.toFixed(1)}" height="${height}"`;
  return `<rect ${place} fill="${colour}"/>`;
}

function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
