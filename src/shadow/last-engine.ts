import { GateError } from '../errors.ts';
import { type ColumnOrder, readCachedOrder, readOrder, writeCachedOrder } from './column-order.ts';
import { type Engine, startEngine } from './engine.ts';
import { findImage, readImage } from './image-cache.ts';
import { hashesOf, lastOf, replayRest, type Sequence, type StepsOptions } from './replay-rest.ts';

/**
 * Runs with an engine that stands after the last migration of a sequence which replays without a
 * failure: from the image that the replay kept, or made again where it is not any more. GateError
 * PEER_MISSING.
 */
export async function withLastEngine<T>(
  sequence: Sequence,
  options: StepsOptions,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const prepared = await options.prepare();
  const extensions = [...new Set(prepared.flatMap((migration) => migration.extensions))];
  const image = await readLastImage(sequence, options);
  const engine = await startEngine({ extensions, image });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** The order of columns and labels after the last migration; starts an engine only where it must. */
export async function readLastOrder(
  sequence: Sequence,
  options: StepsOptions,
): Promise<ColumnOrder> {
  const last = lastOf(hashesOf(sequence, options));
  const kept = await readCachedOrder(options.folder, last);
  if (kept !== null) return kept;
  const order = await withLastEngine(sequence, options, readOrder);
  await writeCachedOrder(options.folder, last, order);
  return order;
}

async function readLastImage(sequence: Sequence, options: StepsOptions): Promise<Uint8Array> {
  const { folder } = options;
  const hashes = hashesOf(sequence, options);
  const read = async (): Promise<Uint8Array | null> => {
    const found = await findImage(folder, [lastOf(hashes)]);
    return found && readImage(found.file);
  };
  const kept = await read();
  if (kept !== null) return kept;
  const { broken } = await replayRest(hashes, options, hashes.chain.length);
  const made = await read();
  if (made !== null) return made;
  const problem = broken ?? `an engine's image cannot be kept in ${folder}`;
  throw new GateError('INTERNAL', { problem });
}
