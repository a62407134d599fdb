import { expect, it } from 'vitest';
import { withSession } from '../../src/database/session.ts';
import { deployable } from '../deploy/deployable.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { BEFORE, OLDER } from './older-database.ts';

// Opening an embedded database five times takes half a minute on a busy machine.
it('is made of an embedded database, too', { timeout: 180_000 }, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await deployable({ migrations: OLDER });
  const repository = made.repository.with({ LOCAL_DATABASE_URL: 'pglite:.pglite/local' });
  const folder = `${repository.path}/.pglite/local`;
  await withSession({ kind: 'pglite', folder }, { timeoutSeconds: 60 }, async (session) => {
    await session.run(BEFORE);
    await session.run(OLDER['001_name.sql'] ?? '');
  });
  const words = ['--through', '001_name.sql', '--target', 'local', '--reason', 'old', '--force'];

  const done = await repository.gate('baseline', ...words, '--yes');
  const applied = await repository.gate('apply');
  const rebuilt = await repository.gate('apply', '--rebuild', '--yes');

  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(rebuilt).toMatchObject({ code: 0, stderr: '' });
  expect(rebuilt.stdout).toContain('Began with baseline.sql. Applied 2: all 3 migrations');
  expect(repository.read('baseline.sql')).toContain('ADD CONSTRAINT users_pkey');
});
