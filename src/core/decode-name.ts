/** One character in UTF-8, or else one byte (Unicode 15, table 3-7). */
const CHARACTER =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/**
 * A name's bytes as text, so that no two names become one: a byte that is no UTF-8 becomes the
 * code unit U+DC00 + byte, which no valid text holds (as Python's `surrogateescape` does).
 *
 * @param bytes one character for each byte
 */
export function decodeName(bytes: string): string {
  return bytes.replace(CHARACTER, (part) => {
    if (part.length === 1 && part >= '\x80')
      return String.fromCharCode(0xdc00 + part.charCodeAt(0));
    return part < '\x80' ? part : UTF8.decode(Uint8Array.from(part, (c) => c.charCodeAt(0)));
  });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether a name held a byte that is no UTF-8; also for one that was decoded elsewhere. */
export function isUtf8(name: string): boolean {
  return !/[\udc80-\udcff\ufffd]/u.test(name);
}

const LETTERS: Record<string, string> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** A path as git prints it with core.quotePath: `migrations/a`, or `"migrations/caf\303\251"`. */
export function parseQuotedPath(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes = text
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, escaped: string) =>
      escaped.length === 3
        ? String.fromCharCode(Number.parseInt(escaped, 8))
        : (LETTERS[escaped] ?? escaped),
    );
  return decodeName(bytes);
}
