/**
 * The ways a secret can stand in a text: as it is, percent-encoded (as browsers and as strict
 * encoders do it, in both cases of the digits, and with `+` for a space), in base64 and its URL
 * form, and escaped for JSON (once and twice), an SQL literal, the shell and `util.inspect`.
 */
export function secretForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes));
  const unpadded = base64.replace(/=+$/, '');
  // a lone surrogate cannot be percent-encoded; its bytes are those of the replacement character
  const encoded = encodeURIComponent(new TextDecoder().decode(bytes));
  const strict = encoded.replace(/[!'()*]/g, (c) => `%${hex(c.charCodeAt(0))}`);
  const percent = [encoded, strict, strict.replaceAll('%20', '+'), everyByte(bytes)];
  return [
    ...new Set([
      secret,
      ...percent,
      ...percent.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
      unpadded,
      unpadded.replaceAll('+', '-').replaceAll('/', '_'),
      json,
      JSON.stringify(json).slice(1, -1),
      secret.replaceAll("'", "''"),
      secret.replaceAll("'", "'\\''"),
      json.replaceAll("'", "\\'"),
      secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    ]),
  ];
}

function everyByte(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `%${hex(byte)}`).join('');
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
