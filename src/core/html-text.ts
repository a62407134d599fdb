/** Text in HTML, in an element or an attribute in double quotes. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An element whose content is HTML already. */
export function element(name: string, attributes: string, ...content: readonly string[]): string {
  const head = attributes === '' ? name : `${name} ${attributes}`;
  return `<${head}>${content.join('')}</${name}>`;
}

/** A section; nothing where its body, which is HTML already, is empty. */
export const htmlSection = (title: string, body: string): string =>
  body === '' ? '' : element('section', '', element('h2', '', htmlText(title)), body);

/** Text as it stands; nothing where there is none. */
export const preformatted = (text: string): string =>
  text === '' ? '' : element('pre', '', htmlText(text));

/** How a thing stands, for the eye. */
export type Look = 'good' | 'bad' | 'warn';

export const badge = (look: Look, words: string): string =>
  element('span', `class="badge ${look}"`, htmlText(words));

/** A target with how it stands, its database, and a remark. */
export function targetCard(
  look: Look,
  { name, state, detail, about }: Readonly<Record<'name' | 'state' | 'detail' | 'about', string>>,
): string {
  return element(
    'div',
    `class="target ${look}"`,
    element('h3', '', htmlText(name)),
    element('p', 'class="state"', htmlText(state)),
    element('p', '', htmlText(detail === '' ? '–' : detail)),
    element('p', 'class="about"', htmlText(about)),
  );
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
