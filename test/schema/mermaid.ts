/** The text of the diagram in a document. */
export function diagramOf(markdown: string): string {
  return /```mermaid\n([\s\S]*?)\n```/.exec(markdown)?.[1] ?? '';
}

const ENTITY = /^ {4}[A-Za-z]\w*(\["[^"]*"\])?( \{)?$/;
const ATTRIBUTE = /^ {8}[A-Za-z][\w[\]()]* [A-Za-z]\w*( (PK|FK|UK)(, (PK|FK|UK))*)?( "[^"]*")?$/;
const RELATION = /^ {4}[A-Za-z]\w* (\|\||\|o)--o(\{|\|) [A-Za-z]\w* : "[^"]*"$/;

/**
 * Lines of a diagram that Mermaid 11 would not read: the part of its grammar (erDiagram.jison) that
 * we write. Its own parser needs a browser, and was asked by hand.
 */
export function problemsOf(diagram: string): string[] {
  const [head, ...lines] = diagram.split('\n');
  if (head !== 'erDiagram') return [`head: ${head}`];
  let inside = false;
  return lines.filter((line) => {
    if (inside && line === '    }') {
      inside = false;
      return false;
    }
    if (inside) return !ATTRIBUTE.test(line);
    inside = line.endsWith(' {');
    return !(ENTITY.test(line) || RELATION.test(line));
  });
}
