import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deployable, masked, statesOf } from '../deploy/deployable.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';

const TO = ['--target', 'production', '--reason', 'ran by hand'];

it('says what to install where nothing can be proven, and adopts by name all the same', async () => {
  await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();\n' } });
  const preload = join(PACKAGE_ROOT, 'test/support/fixtures/without-pglite.cjs');
  const without = made.repository.with({ NODE_OPTIONS: `--require=${preload}` });

  const verified = await without.gate('verify', '--evidence');
  const evident = await without.gate('adopt', '--evident', '--yes', ...TO);
  const named = await without.gate('adopt', '001_a.sql', ...TO);

  expect(verified).toMatchObject({ code: 2, stdout: '' });
  expect(verified.stderr).toMatchInlineSnapshot(`
    "migration-gate: Proving what a database holds needs @electric-sql/pglite.
    What to type:
      npm install --save-dev @electric-sql/pglite
    "
  `);
  expect(evident).toMatchObject({ code: 2, stdout: '', stderr: verified.stderr });
  expect(named.code).toBe(0);
  expect(masked(named.stderr, made)).toMatchInlineSnapshot(`
    "⚠️  Nothing was proven: Proving what a database holds needs @electric-sql/pglite.
    "
  `);
  expect(await statesOf(made.production)).toEqual(['001_a.sql applied']);
});
