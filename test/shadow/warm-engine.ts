import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from '../../src/core/timeline.ts';
import { readCatalogSql } from '../../src/database/read-catalog.ts';
import { chainBase } from '../../src/shadow/chain.ts';
import { type Engine, startEngine } from '../../src/shadow/engine.ts';
import { packImage, readImage, writeImage } from '../../src/shadow/image-cache.ts';
import { readPgliteVersion } from '../../src/shadow/pglite-version.ts';
import { type Replayed, replay } from '../../src/shadow/replay.ts';
import { type Deployable, type DeployableOptions, deployable } from '../deploy/deployable.ts';
import { PACKAGE_ROOT, type Repository } from '../support/repository.ts';

const catalogSql = readCatalogSql();
const base = chainBase(catalogSql, readPgliteVersion());
const FILE = `image-${base}.tar.gz`;
/** From run to run: initdb is the same each time, and takes seconds. */
const IMAGES = join(PACKAGE_ROOT, 'node_modules/.cache/migration-gate');

/** Where the repository keeps steps and images. */
const cacheOf = ({ repository }: Pick<Deployable, 'repository'>): string =>
  join(repository.path, '.git/migration-gate/shadow');

/**
 * A deployable repository whose engine need not be made anew: initdb takes seconds, and each test
 * has a clone of its own. The first makes the image, for those after it.
 */
export async function provable(options: DeployableOptions): Promise<Deployable> {
  const made = await deployable(options);
  const keep = shareImage(made.repository);
  const dispose = async (): Promise<void> => {
    keep();
    await made[Symbol.asyncDispose]();
  };
  return { ...made, [Symbol.asyncDispose]: dispose };
}

/** Gives a repository the image that the tests share; called at its end, it keeps the one made. */
export function shareImage(repository: Repository): () => void {
  const image = join(IMAGES, FILE);
  const cache = cacheOf({ repository });
  if (existsSync(image)) {
    mkdirSync(cache, { recursive: true });
    copyFileSync(image, join(cache, FILE));
  }
  return () => {
    const own = join(cache, FILE);
    if (existsSync(image) || !existsSync(own)) return;
    mkdirSync(IMAGES, { recursive: true });
    copyFileSync(own, `${image}.${process.pid}`);
    renameSync(`${image}.${process.pid}`, image);
  };
}

/** The image of an empty engine that the tests share; perhaps it is not there yet. */
export const warmImage = (): { readonly file: string; readonly name: string } => ({
  file: join(IMAGES, FILE),
  name: FILE,
});

/** An empty engine, in this process. */
export async function startWarm(extensions: readonly string[]): Promise<Engine> {
  const image = await readImage(join(IMAGES, FILE));
  const engine = await startEngine({ extensions, image });
  if (image === null) await writeImage(IMAGES, base, await packImage(await engine.image()));
  return engine;
}

/** The replay, in this process. */
export async function replayWarm(migrations: readonly Replayed[]): Promise<Step[]> {
  const image = await readImage(join(IMAGES, FILE));
  return replay(migrations, {
    catalogSql,
    image,
    onStart: async (make) => {
      if (image === null) await writeImage(IMAGES, base, await packImage(await make()));
    },
  });
}
