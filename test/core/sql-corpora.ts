import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSql } from '../../src/core/sql-text.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));

export type CorpusFile = { readonly path: string; readonly text: string };

/** Every SQL file of the real migrations beside the repository; none where they are not there. */
function readCorpora(): readonly CorpusFile[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .sort()
    .map((path) => ({ path, text: textOf(path) }));
}

function textOf(path: string): string {
  const decoded = decodeSql(readFileSync(join(FOLDER, path)));
  if (!decoded.ok) throw new Error(`${path} ${decoded.problem}`);
  return decoded.text;
}

/** What the name of a test says where it is skipped. */
export const corpora = readCorpora();
export const unlessAbsent = corpora.length > 0 ? '' : ' (skipped: no ../shared/corpora here)';
