import { createHash } from 'node:crypto';

/** The blob id that git gives a text where no filter changes it: SHA-1 of `blob 12\0<text>`. */
export function hashText(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
