import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateConfig } from '../config/gate-config.ts';
import { DOCUMENTS } from '../core/schema-document.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';
import { type Documents, makeSchema } from './make-schema.ts';
import { readCandidate } from './read-candidate.ts';
import { judgeDocuments, readDocument } from './read-documents.ts';
import { digestOf } from './schema-digest.ts';

/** Writes both documents into the working tree; gives the paths of those that it changed. */
export async function writeSchema(
  repository: Repository,
  folder: string,
  documents: Documents,
): Promise<string[]> {
  const changed: string[] = [];
  for (const name of DOCUMENTS) {
    const path = `${folder}/${name}`;
    const old = (await readDocument(repository, '', path))?.replaceAll('\r\n', '\n');
    if (old === documents[name]) continue;
    const file = join(repository.root, path);
    await mkdir(join(repository.root, folder), { recursive: true });
    // By rename, so that nobody reads half of it.
    await writeFile(`${file}.new`, documents[name]);
    await rename(`${file}.new`, file).catch(async (error) => {
      await rm(`${file}.new`, { force: true });
      throw error;
    });
    changed.push(path);
  }
  return changed;
}

/**
 * After `apply`: brings the documents of the working tree up to date where the config names a place
 * for them. What keeps it from that is said, and `apply` has done its work all the same.
 */
export async function refreshSchema(
  context: Context,
  repository: Repository,
  config: GateConfig,
): Promise<void> {
  const folder = config.schema;
  if (folder === undefined) return;
  try {
    const candidate = await readCandidate(repository, config, { kind: 'working-tree' });
    const judged = await judgeDocuments(repository, '', folder, digestOf(candidate));
    if (judged.every(({ state }) => state === 'current')) return;
    const made = await makeSchema(context, repository, candidate);
    const changed = await writeSchema(repository, folder, made);
    context.out(`Schema documents: ${changed.map(visible).join(', ')}. Commit them, too.\n`);
  } catch (error) {
    const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
    context.err(`⚠️  The schema documents in ${shellQuote(folder)} are as they were.\n`);
    context.err(`    ${(error as Error).message.replaceAll('\n', '\n    ')}\n`);
    const fix = error instanceof GateError ? `${error.fix}\n` : '';
    context.err(`What to type:\n  ${`${fix}${invoke} schema`.replaceAll('\n', '\n  ')}\n`);
  }
}
