/** One message of PostgreSQL's protocol 3.0, in either direction. */
export type WireMessage = {
  /** `Q` a query, `P` a statement with parameters, `C` "command complete"; '' the very first one. */
  readonly type: string;
  /** What it says, as far as it is text: SQL, or a command's tag. */
  readonly text: string;
  /** As it came, and as it goes on. */
  readonly bytes: Buffer;
};

/**
 * Cuts a stream into its messages: `Q 00 00 00 0b C O M M I T 00`, the length without the letter.
 * @param startsUntyped a client's first message (StartupMessage) has no letter
 */
export function wireReader(startsUntyped: boolean): (chunk: Buffer) => WireMessage[] {
  let rest: Buffer = Buffer.alloc(0);
  let letter = startsUntyped ? 0 : 1;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: WireMessage[] = [];
    while (rest.length >= letter + 4) {
      const length = letter + rest.readUInt32BE(letter);
      if (rest.length < length) break;
      const bytes = rest.subarray(0, length);
      const type = bytes.toString('latin1', 0, letter);
      messages.push({ type, text: textOf(bytes.subarray(letter + 4)), bytes });
      rest = rest.subarray(length);
      letter = 1;
    }
    return messages;
  };
}

function textOf(payload: Buffer): string {
  return payload.toString('utf8').replaceAll('\0', ' ').trim();
}
