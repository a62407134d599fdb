import { inflateSync } from 'node:zlib';
import type { Context } from './context.ts';

/**
 * What direnv's `.envrc` has set a variable to, or undefined. direnv keeps what it changed in
 * DIRENV_DIFF: base64 (`-` and `_`) of zlib of `{"p":{<before>},"n":{"NAME":"value"}}`.
 */
export function readDirenvValue(env: Context['env'], name: string): string | undefined {
  const packed = env['DIRENV_DIFF'];
  if (packed === undefined) return undefined;
  try {
    const text = inflateSync(Buffer.from(packed, 'base64url'), { maxOutputLength: 1 << 20 });
    const { n } = JSON.parse(text.toString()) as { n?: Record<string, unknown> };
    const value = n?.[name];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
