import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GateError } from '../errors.ts';

const PEER = '@electric-sql/pglite';

/** `0.5.8`, without loading it. GateError PEER_MISSING. */
export function readPgliteVersion(): string {
  try {
    // …/node_modules/@electric-sql/pglite/dist/index.cjs
    const entry = createRequire(import.meta.url).resolve(PEER);
    const folder = entry.slice(0, entry.replaceAll('\\', '/').lastIndexOf('/dist/'));
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    return String(version);
  } catch (cause) {
    throw new GateError('PEER_MISSING', { peer: PEER, purpose: PURPOSE }, { cause });
  }
}

export const PURPOSE = 'Proving what a database holds';
