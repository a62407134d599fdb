import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Step } from '../core/timeline.ts';
import { readCacheFiles, writeCacheFile } from './cache-files.ts';

/** So many sequences are kept: branches, and what they were a while ago. */
const KEEP = 8;
/** More than any folder of migrations gives; what is larger is made anew each time. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/**
 * The steps of the longest beginning of this chain that any earlier replay has made. A file that is
 * damaged counts as none.
 */
export async function readCachedSteps(folder: string, chain: readonly string[]): Promise<Step[]> {
  let best: Step[] = [];
  for (const file of await readCacheFiles(folder, 'steps')) {
    const found = await readCommonSteps(file, chain).catch(() => []);
    if (found.length > best.length) best = found;
    if (best.length === chain.length) break;
  }
  return best;
}

/** The steps of a whole chain, or of the part that was replayed. */
export async function writeCachedSteps(
  folder: string,
  chain: readonly string[],
  steps: readonly Step[],
): Promise<void> {
  const made = chain.slice(0, steps.length);
  const last = made.at(-1);
  if (last === undefined) return;
  const body = steps
    .map((step) => JSON.stringify({ ...step, change: [...step.change] }))
    .join('\n');
  const head = JSON.stringify({ chain: made, sha256: digest(body) });
  if (body.length > MOST_CHARACTERS) return;
  await writeCacheFile(folder, `steps-${last}.jsonl`, `${head}\n${body}`, KEEP);
}

async function readCommonSteps(file: string, chain: readonly string[]): Promise<Step[]> {
  const text = await readFile(file, 'utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  // {"chain":["5f1c…","a02b…"],"sha256":"…"}
  const head = JSON.parse(text.slice(0, end)) as { chain: string[]; sha256: string };
  const differs = head.chain.findIndex((hash, i) => hash !== chain[i]);
  const common = differs === -1 ? head.chain.length : differs;
  const last = head.chain.at(-1) ?? '';
  if (common === 0 || !basename(file).includes(last) || digest(body) !== head.sha256) return [];
  return body.split('\n', common).map((line) => {
    const step = JSON.parse(line) as Step & { change: [string, string | null][] };
    return { ...step, change: new Map(step.change) };
  });
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
