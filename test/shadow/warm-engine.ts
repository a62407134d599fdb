import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Step } from '../../src/core/timeline.ts';
import { readCatalogSql } from '../../src/database/read-catalog.ts';
import { chainBase } from '../../src/shadow/chain.ts';
import { readImage, writeImage } from '../../src/shadow/image-cache.ts';
import { readPgliteVersion } from '../../src/shadow/pglite-version.ts';
import { type Replayed, replay } from '../../src/shadow/replay.ts';
import { type Deployable, type DeployableOptions, deployable } from '../deploy/deployable.ts';

const catalogSql = readCatalogSql();
const base = chainBase(catalogSql, readPgliteVersion());
const FILE = `image-${base}.tar.gz`;
const runImages = (): string => join(inject('runFolder'), 'shadow');

/** Where the repository keeps steps and images. */
const cacheOf = ({ repository }: Pick<Deployable, 'repository'>): string =>
  join(repository.path, '.git/migration-gate/shadow');

/**
 * A deployable repository whose engine need not be made anew: initdb takes seconds, and each test
 * has a clone of its own. The first of a run makes the image, for those after it.
 */
export async function provable(options: DeployableOptions): Promise<Deployable> {
  const made = await deployable(options);
  const image = join(runImages(), FILE);
  if (existsSync(image)) {
    mkdirSync(cacheOf(made), { recursive: true });
    copyFileSync(image, join(cacheOf(made), FILE));
  }
  const dispose = async (): Promise<void> => {
    const own = join(cacheOf(made), FILE);
    if (!existsSync(image) && existsSync(own)) {
      mkdirSync(runImages(), { recursive: true });
      copyFileSync(own, `${image}.${process.pid}`);
      renameSync(`${image}.${process.pid}`, image);
    }
    await made[Symbol.asyncDispose]();
  };
  return { ...made, [Symbol.asyncDispose]: dispose };
}

/** The image of an empty engine that the tests of this run share; perhaps it is not there yet. */
export const warmImage = (): { readonly file: string; readonly name: string } => ({
  file: join(runImages(), FILE),
  name: FILE,
});

/** The replay, in this process. */
export async function replayWarm(migrations: readonly Replayed[]): Promise<Step[]> {
  const image = await readImage(join(runImages(), FILE));
  return replay(migrations, {
    catalogSql,
    image,
    onStart: async (make) => {
      if (image === null) await writeImage(runImages(), base, await make());
    },
  });
}
