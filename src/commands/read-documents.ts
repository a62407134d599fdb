import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCUMENTS, type JudgedDocument, judgeDocument } from '../core/schema-document.ts';
import { GateError } from '../errors.ts';
import { readFileAt } from '../git/read-blobs.ts';
import type { Repository } from '../git/repository.ts';
import { digest } from './schema-digest.ts';

/** The text of a committed or written document; null where there is none. */
export async function readDocument(
  { git, root }: Repository,
  tree: string,
  path: string,
): Promise<string | null> {
  if (tree !== '') return readFileAt(git, tree, path).catch(unreadable);
  return readFile(join(root, path), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** A symlink or a submodule: something else stands in its place. */
function unreadable(error: unknown): string {
  if (error instanceof GateError && error.code === 'BAD_CONFIG') return '';
  throw error;
}

/**
 * What the heads of the documents say of them; no engine is needed.
 *
 * @param tree '' for the working tree
 * @param from the digest of the migrations that they should be made from
 */
export async function judgeDocuments(
  repository: Repository,
  tree: string,
  folder: string,
  from: string,
): Promise<JudgedDocument[]> {
  return Promise.all(
    DOCUMENTS.map(async (name) => {
      const path = `${folder}/${name}`;
      const text = await readDocument(repository, tree, path);
      return { path, state: judgeDocument(text, from, digest) };
    }),
  );
}
