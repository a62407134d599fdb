import { visibleLines } from './visible.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** Text between tags. What XML 1.0 cannot hold is shown as it is elsewhere: `\x1b`. */
export function xmlText(text: string): string {
  return allowed(text).replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);
}

/** One attribute: ` name="…"`; a newline stays one. */
export function xmlAttribute(name: string, value: string | number): string {
  const escaped = allowed(String(value)).replace(/[&<>"\n]/g, (char) => ENTITIES[char] ?? char);
  return ` ${name}="${escaped}"`;
}

const allowed = (text: string): string => visibleLines(text).replace(/[\ufffe\uffff]/g, '\ufffd');
