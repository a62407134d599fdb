import { createHash } from 'node:crypto';
import { GateError } from '../errors.ts';
import type { Git } from './git.ts';
import { readTreeBeside } from './read-tree.ts';

/** The bytes of many blobs, in one git process. Throws MISSING_OBJECT. */
export async function readBlobs(
  git: Git,
  blobs: readonly string[],
): Promise<Map<string, Uint8Array>> {
  if (blobs.length === 0) return new Map();
  return parseBatch(await git.catFile('--batch', blobs));
}

/**
 * The text of a file in a commit or tree, or null where it has none there. Asked through the
 * tree, because `cat-file <commit>:<path>` says "missing" for a missing object and for a missing
 * path alike, and only the second may pass.
 *
 * @param folder what else will be asked of the same tree: see `readTreeBeside`
 */
export async function readFileAt(
  git: Git,
  tree: string,
  path: string,
  folder = path,
): Promise<string | null> {
  const entries = await readTreeBeside(git, tree, path, folder);
  if (entries.length === 0) return null;
  const entry = entries.find((other) => other.path === path);
  if (entry === undefined || !entry.mode.startsWith('100')) {
    throw new GateError('BAD_CONFIG', { where: path, problem: 'is not a regular file in git' });
  }
  const texts = textsOf(git);
  const text = texts.get(entry.oid) ?? (await readText(git, entry.oid));
  texts.set(entry.oid, text);
  return text;
}

/** The same file is in most commits, and often in the working tree as well. */
const known = new WeakMap<Git, Map<string, string>>();

function textsOf(git: Git): Map<string, string> {
  const texts = known.get(git) ?? new Map<string, string>();
  known.set(git, texts);
  return texts;
}

async function readText(git: Git, oid: string): Promise<string> {
  return new TextDecoder().decode((await readBlobs(git, [oid])).get(oid));
}

/** A text that was read elsewhere: where git has the very same blob, it is not asked for it. */
export function knowText(git: Git, text: string): void {
  const bytes = Buffer.from(text);
  // What is no UTF-8 would have another id than the bytes it was read from; so it has none here.
  const blob = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
  for (const hash of ['sha1', 'sha256']) {
    textsOf(git).set(createHash(hash).update(blob).digest('hex'), text);
  }
}

/**
 * The text of one file in many commits, in one git process; null where a commit has none there.
 * An object that was never fetched is not told from a file that is not there.
 */
export async function readFileInEach(
  git: Git,
  commits: readonly string[],
  path: string,
): Promise<Map<string, string | null>> {
  const each = [...new Set(commits)];
  if (each.length === 0) return new Map();
  const answer = await git.catFile(
    '--batch',
    each.map((commit) => `${commit}:${path}`),
  );
  const texts = parseAnswers(answer);
  return new Map(each.map((commit, i) => [commit, texts[i] ?? null]));
}

/** In the order of the questions: `<oid> blob <size>\n<bytes>\n`, or `<question> missing\n`. */
function parseAnswers(answer: Buffer): (string | null)[] {
  const texts: (string | null)[] = [];
  let at = 0;
  while (at < answer.length) {
    const end = answer.indexOf(10, at);
    const [, kind, size] = answer.subarray(at, end).toString().split(' ');
    const length = size !== undefined && /^\d+$/.test(size) ? Number(size) : null;
    if (length === null) texts.push(null);
    else texts.push(kind === 'blob' ? answer.subarray(end + 1, end + 1 + length).toString() : null);
    at = length === null ? end + 1 : end + 1 + length + 1;
  }
  return texts;
}

/** `<oid> blob <size>\n<bytes>\n<oid> blob <size>\n…`, or `<name> missing\n`. */
function parseBatch(answer: Buffer): Map<string, Buffer> {
  const contents = new Map<string, Buffer>();
  let at = 0;
  while (at < answer.length) {
    const end = answer.indexOf(10, at);
    const header = answer.subarray(at, end).toString();
    const [oid = '', kind, size] = header.split(' ');
    if (kind !== 'blob') throw new GateError('MISSING_OBJECT', { object: oid });
    contents.set(oid, answer.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}
