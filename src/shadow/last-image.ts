import { GateError } from '../errors.ts';
import { chainBase, chainOf } from './chain.ts';
import { findImage } from './image-cache.ts';
import { readPgliteVersion } from './pglite-version.ts';
import type { Sequence, StepsOptions } from './read-steps.ts';
import { replayInWorker } from './replay-in-worker.ts';

/** What an engine that stands after the last migration is started with. */
export type LastImage = { readonly file: string; readonly extensions: readonly string[] };

/**
 * The image after the last migration of a sequence that replays without a failure: kept from the
 * replay, or made again where it is not any more. GateError PEER_MISSING.
 */
export async function readLastImage(sequence: Sequence, options: StepsOptions): Promise<LastImage> {
  const { folder, catalogSql, prepare } = options;
  const base = chainBase(catalogSql, readPgliteVersion());
  const blobs = sequence.map(({ blob }) => blob);
  const chain = [base, ...chainOf(base, blobs)];
  const last = chain.at(-1) ?? base;
  const prepared = await prepare();
  const extensions = [...new Set(prepared.flatMap((migration) => migration.extensions))];
  const kept = await findImage(folder, chain);
  if (kept?.after === last) return { file: kept.file, extensions };
  const from = kept === null ? 0 : chain.indexOf(kept.after);
  const before = prepared.slice(0, from);
  const replayed = await replayInWorker(
    {
      migrations: prepared.slice(from),
      catalogSql,
      extensions: before.flatMap((migration) => migration.extensions),
      image: kept?.file ?? null,
      folder,
      empty: base,
      last,
    },
    options,
  );
  // It is removed by now.
  if (replayed.damagedImage) return readLastImage(sequence, options);
  const made = await findImage(folder, [last]);
  if (made !== null) return { file: made.file, extensions };
  const problem = replayed.broken ?? `an engine's image cannot be kept in ${folder}`;
  throw new GateError('INTERNAL', { problem });
}
