/**
 * The bytes that a migration's text may have had in git, the likeliest first: a ledger keeps it
 * without a byte order mark and with LF (see decodeSql), so either may have been taken away.
 */
export function possibleBytes(text: string): Uint8Array[] {
  const crlf = text.replaceAll('\n', '\r\n');
  const encoder = new TextEncoder();
  return [text, crlf, `\uFEFF${text}`, `\uFEFF${crlf}`].map((each) => encoder.encode(each));
}
