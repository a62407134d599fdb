/**
 * Where a text stops being JSON, as a sentence: V8's own messages quote the text, so only the
 * position is taken from them, where there is one:
 *
 *     Expected ',' or '}' after property value in JSON at position 52
 *     Unexpected end of JSON input
 *     Unexpected token 'h', ..."retvalue": hunter2"... is not valid JSON
 */
export function jsonProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = /in JSON at position (\d+)|JSON at position (\d+)/.exec(message);
  const at = position
    ? Number(position[1] ?? position[2])
    : message.startsWith('Unexpected end')
      ? text.length
      : unexpectedToken(text);
  if (at === null) return 'is not valid JSON';
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return `is not valid JSON at line ${before.length}, column ${column}`;
}

/** Strings, punctuation, the literals and numbers of JSON; whatever is left over is the culprit. */
const TOKENS =
  /(?:\s+|"(?:\\.|[^"\\])*"|[{}[\],:]|true\b|false\b|null\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)*/y;

function unexpectedToken(text: string): number | null {
  TOKENS.lastIndex = 0;
  const end = TOKENS.exec(text)?.[0].length ?? 0;
  return end < text.length ? end : null;
}
