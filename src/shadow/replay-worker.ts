import { parentPort, workerData } from 'node:worker_threads';
import type { Step } from '../core/timeline.ts';
import { writeCachedOrder } from './column-order.ts';
import { packImage, readImage, writeImage } from './image-cache.ts';
import { type Replayed, replay } from './replay.ts';

/** What the worker is given. */
export type WorkerTask = {
  readonly migrations: readonly Replayed[];
  readonly catalogSql: string;
  /** What the image needs that the migrations before these made. */
  readonly extensions: readonly string[];
  /** The file of the image to start from; null: an empty engine. */
  readonly image: string | null;
  /** Where images go, and the hashes of an empty engine's and of the last one's. */
  readonly folder: string;
  readonly empty: string;
  readonly last: string;
};

/** What it says: that it runs, each step, and that there are no more. */
export type WorkerMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'damaged-image' }
  | { readonly kind: 'done' };

const task = workerData as WorkerTask;
const say = (message: WorkerMessage): void => parentPort?.postMessage(message);

const image = task.image === null ? null : await readImage(task.image);
if (task.image !== null && image === null) {
  say({ kind: 'damaged-image' });
} else {
  // Packed beside it, and written when all is done: while the engine works, nothing else in this
  // thread gets its turn.
  const images = new Map<string, Promise<Uint8Array>>();
  await replay(task.migrations, {
    catalogSql: task.catalogSql,
    extensions: task.extensions,
    image,
    onStart: async (make) => {
      if (image === null) images.set(task.empty, packImage(await make()));
      say({ kind: 'started' });
    },
    onStep: (step) => say({ kind: 'step', step }),
    onEnd: async (last) => {
      images.set(task.last, packImage(await last.image()));
      await writeCachedOrder(task.folder, task.last, await last.order());
    },
  });
  for (const [hash, packed] of images) await writeImage(task.folder, hash, await packed);
  say({ kind: 'done' });
}
