import type { Step } from '../core/timeline.ts';
import { type ColumnOrder, readOrder } from './column-order.ts';
import { type Engine, startEngine } from './engine.ts';
import { forgetSession } from './prepared.ts';
import { type WatchedCatalog, watchCatalog } from './watched-catalog.ts';

/** One migration as it is replayed. */
export type Replayed = Pick<Step, 'name' | 'claims' | 'conditional' | 'removes' | 'unseen'> & {
  /** Each one message: the whole file, or its statements where they cannot run together. */
  readonly messages: readonly string[];
  /** Names in its CREATE EXTENSION statements. */
  readonly extensions: readonly string[];
};

/** What the engine after the last of them can be asked for. */
type Last = {
  readonly image: () => Promise<Uint8Array>;
  readonly order: () => Promise<ColumnOrder>;
};

export type ReplayOptions = {
  readonly catalogSql: string;
  /** An engine that starts where the first of these begins; null: an empty one. */
  readonly image: Uint8Array | null;
  /** Those that the image holds already. */
  readonly extensions?: readonly string[];
  /** After the start, with what makes the image of an engine that is empty still. */
  readonly onStart?: (image: () => Promise<Uint8Array>) => Promise<void>;
  readonly onStep?: (step: Step) => void;
  /** After the last of them, unless one failed. */
  readonly onEnd?: (last: Last) => Promise<void>;
};

/**
 * Runs migrations one after the other in a disposable engine, and says what each changes. The first
 * that fails ends it: what comes after it might stand on what it would have made. GateError
 * PEER_MISSING.
 */
export async function replay(
  migrations: readonly Replayed[],
  { catalogSql, image, extensions = [], onStart, onStep, onEnd }: ReplayOptions,
): Promise<Step[]> {
  const needed = [...extensions, ...migrations.flatMap((migration) => migration.extensions)];
  const engine = await startEngine({ extensions: [...new Set(needed)], image });
  try {
    await onStart?.(() => imageOf(engine));
    const watched = await watchCatalog(engine, catalogSql);
    const steps: Step[] = [];
    for (const migration of migrations) {
      const step = await replayOne(engine, watched, migration);
      steps.push(step);
      onStep?.(step);
      if (step.failed !== null) return steps;
    }
    await onEnd?.({ image: () => imageOf(engine), order: () => readOrder(engine) });
    return steps;
  } finally {
    await engine.close();
  }
}

/** Settled first, so that an engine that starts from it has nothing to recover. */
async function imageOf(engine: Engine): Promise<Uint8Array> {
  await engine.run('CHECKPOINT');
  return engine.image();
}

async function replayOne(
  engine: Engine,
  watched: WatchedCatalog,
  { messages, extensions: _, ...migration }: Replayed,
): Promise<Step> {
  let failed: string | null = null;
  const found = await watched.changeOf(async () => {
    failed = await runMessages(engine, messages);
  });
  const change = failed === null ? found : new Map();
  return { ...migration, failed, change };
}

/** PostgreSQL's own default; PGlite's is `public` alone. */
const AS_A_SERVER = 'SET search_path TO "$user", public';

/** Null, or what PostgreSQL says against it. */
async function runMessages(engine: Engine, messages: readonly string[]): Promise<string | null> {
  await forgetSession(engine);
  await engine.run(AS_A_SERVER);
  try {
    for (const message of messages) await runMessage(engine, message);
    return null;
  } catch (error) {
    await engine.run('ROLLBACK');
    return (error as Error).message;
  }
}

/** A migration may name this many roles and schemas that nothing in the folder makes. */
const MOST_STUBS = 50;

/** What it takes for granted is made for it, and it is tried again. */
async function runMessage(engine: Engine, message: string): Promise<void> {
  for (let left = MOST_STUBS; ; left -= 1) {
    try {
      return await engine.run(message);
    } catch (error) {
      const stub = stubFor(error as Error & { code?: string });
      if (stub === null || left === 0) throw error;
      await engine.run('ROLLBACK');
      await engine.run(stub);
    }
  }
}

/** A role or a schema of the cluster's own: `role "app" does not exist`, `schema "x" does not …`. */
function stubFor({ message, code }: Error & { code?: string }): string | null {
  const name = /^(?:role|schema) "(.*)" does not exist$/s.exec(message)?.[1];
  if (name === undefined) return null;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  if (code === '42704' && message.startsWith('role')) return `CREATE ROLE ${quoted} NOLOGIN`;
  return code === '3F000' ? `CREATE SCHEMA ${quoted}` : null;
}
