import { expect } from 'vitest';
import type { Scene } from './scene.ts';
import type { Found } from './truth.ts';
import { isIndexValid } from './truth.ts';

/** What a person does with a build that was interrupted, before deploying again. */
export async function settle(scene: Scene, { one }: Found): Promise<void> {
  if (one !== 'started') return;
  const isMade = await isIndexValid(scene.database);
  if (!isMade) await scene.database.query('DROP INDEX IF EXISTS made_one');
  const how = isMade ? '--applied' : '--not-applied';
  const words = ['resolve', '002_one.sql', '--target', 'production', how, '--reason', 'looked'];
  expect(await scene.repository.gate(...words)).toMatchObject({ code: 0 });
}
