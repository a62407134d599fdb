import { chainBase, chainOf } from './chain.ts';
import { findImage } from './image-cache.ts';
import { readPgliteVersion } from './pglite-version.ts';
import type { Replayed } from './replay.ts';
import { replayInWorker, type WorkerOptions, type WorkerReplay } from './replay-in-worker.ts';

export type Sequence = readonly { readonly name: string; readonly blob: string }[];

export type StepsOptions = WorkerOptions & {
  /** Where steps and images are kept from one run to the next. */
  readonly folder: string;
  readonly catalogSql: string;
  /** Prepares the migrations of the sequence; called only where an engine is needed. */
  readonly prepare: () => Promise<readonly Replayed[]>;
};

/** What stands for a sequence in the cache: the hash before its first migration, and after each. */
export type Hashes = { readonly base: string; readonly chain: readonly string[] };

/** GateError PEER_MISSING. */
export function hashesOf(sequence: Sequence, { catalogSql }: StepsOptions): Hashes {
  const base = chainBase(catalogSql, readPgliteVersion());
  const blobs = sequence.map(({ blob }) => blob);
  return { base, chain: chainOf(base, blobs) };
}

/** The hash after the last one. */
export const lastOf = ({ base, chain }: Hashes): string => chain.at(-1) ?? base;

/** The replay, and how many migrations the image that it began with had behind it. */
export type Rest = WorkerReplay & { readonly from: number };

/**
 * Replays what comes after the latest image that is kept, and keeps the last one's. GateError
 * PEER_MISSING.
 *
 * @param most an image may have so many of the migrations behind it
 */
export async function replayRest(
  hashes: Hashes,
  options: StepsOptions,
  most: number,
): Promise<Rest> {
  const { base, chain } = hashes;
  const { folder, catalogSql } = options;
  const prepared = await options.prepare();
  const image = await findImage(folder, [base, ...chain.slice(0, most)]);
  const from = image === null ? 0 : chain.indexOf(image.after) + 1;
  const replayed = await replayInWorker(
    {
      migrations: prepared.slice(from),
      catalogSql,
      extensions: prepared.slice(0, from).flatMap(({ extensions }) => extensions),
      image: image?.file ?? null,
      folder,
      empty: base,
      last: lastOf(hashes),
    },
    options,
  );
  // It is removed by now: so from the one before it, or from the beginning.
  return replayed.damagedImage ? replayRest(hashes, options, most) : { ...replayed, from };
}
