/** Text in HTML, in an element or an attribute in double quotes. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element whose content is HTML already. */
export function element(name: string, attributes: string, ...content: readonly string[]): string {
  const head = attributes === '' ? name : `${name} ${attributes}`;
  return `<${head}>${content.join('')}</${name}>`;
}

/** A table; its cells are HTML already. */
export function htmlTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], name: string): string =>
    element('tr', '', ...cells.map((cell) => element(name, '', cell)));
  const body = rows.map((cells) => line(cells, 'td')).join('\n');
  const head = line(heads, 'th');
  const table = element('table', '', element('thead', '', head), element('tbody', '', body));
  return element('div', 'class="wide"', table);
}
