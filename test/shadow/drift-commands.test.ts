import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Deployable, deployable, masked } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { provable } from './warm-engine.ts';

const MIGRATIONS = {
  '001_users.sql': migrationText(
    '001_users.sql',
    'CREATE TABLE users (id bigint PRIMARY KEY, email text, age integer DEFAULT 1);',
  ),
  '002_email.sql': migrationText('002_email.sql', 'CREATE INDEX users_email_idx ON users (email);'),
};
const HOTFIX = `
  DROP INDEX users_email_idx;
  ALTER TABLE users ALTER COLUMN age SET DEFAULT 0;
  CREATE TABLE hotfix (id int);
  CREATE TABLE audit_log (id int);`;
const WITHOUT = `--require=${join(PACKAGE_ROOT, 'test/support/fixtures/without-pglite.cjs')}`;
const config = (drift: object): string =>
  JSON.stringify({ ...LOOPBACK_CONFIG, drift: { ignore: ['public.audit_*'], ...drift } });

/** Three engines, on a machine that is busy. */
const SLOW = { timeout: 180_000 };

it(
  'a hot fix by hand is named, blocks by the config, and is taken into the repository',
  SLOW,
  async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await provable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await repository.gate('apply');
    await repository.gate('deploy', '--yes');
    await repository.write('migration-gate.json', config({ level: 'error' }));

    const same = await repository.gate('drift');
    await production.query(HOTFIX);
    const found = await repository.gate('drift', '--target', 'production');
    const blocked = await repository.gate('verify');
    const asJson = await repository.gate('drift', '--json', '--target', 'production');

    expect(masked(same.stdout, made)).toMatchInlineSnapshot(`
    "local       LOCAL: no drift; 2 migrations promise what is there
    Nothing in the schema has changed since the last deployment.

    production  PRODUCTION: no drift; 2 migrations promise what is there
    Nothing in the schema has changed since the last deployment.
    "
  `);
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(found).toMatchObject({ code: 1, stderr: '' });
    expect(masked(found.stdout, made)).toMatchInlineSnapshot(`
    "production  PRODUCTION: 3 differences from what 2 migrations promise
    ✗ table public.hotfix (1 column) is in no migration
    ✗ column public.users.age: default 0, promised 1
    ✗ index public.users_email_idx is missing
        promised: CREATE INDEX users_email_idx ON public.users USING btree
          (email)
    1 ignored by drift.ignore.
    The schema has changed since the last deployment.

    What to type:
      Undo on production what no migration did. Or write it as a migration,
      commit that, and record that it is there already:
      migration-gate adopt <name> --target production --reason "…"
      Or name what is to be left alone in migration-gate.json:
      "drift": { "ignore": ["public.…"] }
    "
  `);
    expect(blocked.code).toBe(1);
    expect(masked(blocked.stdout, made)).toMatchInlineSnapshot(`
    "local       LOCAL: 2 applied
    production  PRODUCTION (not pinned): 2 applied

    ✗ DRIFT: production is not as its ledger promises: 3 differences.
        table public.hotfix (1 column) is in no migration
        column public.users.age: default 0, promised 1
        index public.users_email_idx is missing

    What to type:
      migration-gate drift --target production
      Undo on production what no migration did. Or write it as a migration,
      commit that, and record that it is there already:
      migration-gate adopt <name> --target production --reason "…"
      Or name what is to be left alone in migration-gate.json:
      "drift": { "ignore": ["public.…"] }

    ======================================================================
    VERIFICATION SUMMARY
    ======================================================================
    Local migrations:  ✓
    Production access: ✓

    ✗ BLOCKED - production is not as its ledger promises: 3 differences.
    ======================================================================
    "
  `);
    expect(JSON.parse(asJson.stdout).targets).toMatchObject([
      {
        target: 'production',
        drift: 'some',
        since: 'changed',
        ignored: 1,
        differences: [
          { object: 'public.hotfix', key: 'table public.hotfix', kind: 'extra', promised: null },
          { object: 'public.users', kind: 'changed', promised: '1', live: '0' },
          { object: 'public.users', kind: 'missing', live: null },
        ],
      },
    ]);

    await repository.commit('Take the hot fix back', {
      'migrations/003_hotfix.sql': migrationText(
        '003_hotfix.sql',
        `DROP INDEX users_email_idx;
ALTER TABLE users ALTER COLUMN age SET DEFAULT 0;
CREATE TABLE hotfix (id int);`,
      ),
    });
    const reason = ['--target', 'production', '--reason', 'by hand on Monday'];
    const adopted = await repository.gate('adopt', '003_hotfix.sql', ...reason);
    await repository.gate('apply');
    const after = await repository.gate('drift');
    const ready = await repository.gate('verify');

    expect(adopted.code).toBe(0);
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(masked(after.stdout, made)).toMatchInlineSnapshot(`
    "local       LOCAL: no drift; 3 migrations promise what is there
    Nothing in the schema has changed since the last deployment.

    production  PRODUCTION: no drift; 3 migrations promise what is there
    1 ignored by drift.ignore.
    Whether it has changed since the last deployment, the ledger does not say.
    "
  `);
    expect(ready.stdout).toContain('✓ READY TO MERGE');
  },
);

const fingerprints = async ({ production }: Deployable): Promise<(string | null)[]> => {
  const rows = await production.query<{ schema_fingerprint: string | null }>(
    'SELECT schema_fingerprint FROM migration_gate.ledger ORDER BY name',
  );
  return rows.map((row) => row.schema_fingerprint);
};

it(
  'one comparison is enough where nothing has changed, and no deployment hides a change',
  SLOW,
  async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await deployable({ migrations: MIGRATIONS });
    const { production } = made;
    const repository = made.repository.with({ NODE_OPTIONS: WITHOUT });
    await repository.write('migration-gate.json', config({ level: 'error' }));
    await repository.gate('apply');
    const none = await repository.gate('drift', '--target', 'production');
    await repository.gate('deploy', '--yes');
    const first = await fingerprints(made);

    const verified = await repository.gate('verify');
    const same = await repository.gate('drift', '--target', 'production');
    await production.query('CREATE TABLE audit_by_cron ()');
    const ignored = await repository.gate('verify');
    await production.query('CREATE TABLE hotfix ()');
    const changed = await repository.gate('verify');
    const named = await repository.gate('drift', '--target', 'production');
    await repository.commit('One more', {
      'migrations/003_c.sql': migrationText('003_c.sql', 'CREATE TABLE c ();'),
    });
    const deployed = await repository.gate('deploy', '--yes');
    await repository.gate('apply');
    const still = await repository.gate('verify');

    expect(none).toMatchObject({ code: 2, stderr: '' });
    expect(masked(none.stdout, made)).toMatchInlineSnapshot(`
    "production  PRODUCTION: not compared
    ✗ production has no ledger yet, so nothing is promised there.

    What to type:
      What ran there by hand is proven, and then recorded:
      migration-gate verify --evidence
    "
  `);
    expect(first).toEqual([null, expect.stringMatching(/^1\.[0-9a-f]{8}:\d\d(:[0-9a-f]{64}){2}$/)]);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).not.toContain('DRIFT');
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(masked(same.stdout, made)).toMatchInlineSnapshot(`
    "production  PRODUCTION: not compared
    ✗ Proving what a database holds needs @electric-sql/pglite.
    Nothing in the schema has changed since the last deployment.
    More is not known.

    What to type:
      npm install --save-dev @electric-sql/pglite
    "
  `);
    expect(ignored).toMatchObject({ code: 0, stderr: '' });
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain(
      '✗ DRIFT: Whether production has drifted cannot be told.\n' +
        '    The schema has changed since the last deployment.\n',
    );
    expect(named.code).toBe(1);
    expect(deployed).toMatchObject({ code: 0 });
    expect(deployed.stderr).toMatchInlineSnapshot(`
    "⚠️  The schema of production was changed, and by no migration.
        migration-gate drift --target production
    "
  `);
    expect((await fingerprints(made)).at(-1)).toBe('changed by hand before it');
    expect(still.code).toBe(1);
  },
);

it('what cannot be replayed is said, and is no "no drift"', SLOW, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  const bad = { '001_bad.sql': migrationText('001_bad.sql', 'SELECT * FROM nowhere;') };
  await using made = await provable({ migrations: bad });
  const { repository } = made;
  const to = ['--target', 'production', '--reason', 'older than its migrations'];
  await repository.gate('adopt', '001_bad.sql', '--force', ...to);

  const drift = await repository.gate('drift', '--target', 'production');

  expect(drift).toMatchObject({ code: 2, stderr: '' });
  expect(masked(drift.stdout, made)).toMatchInlineSnapshot(`
    "production  PRODUCTION: not compared
    ✗ 001_bad.sql cannot be replayed, and so nothing that ran after it:
        relation "nowhere" does not exist

    What to type:
      The ledger still tells whether anything has changed since a deployment:
      migration-gate verify --drift
    "
  `);
});

it('a run that fails does not hide what a hand changed before it', SLOW, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await deployable({ migrations: MIGRATIONS });
  const { production } = made;
  const repository = made.repository.with({ NODE_OPTIONS: WITHOUT });
  await repository.gate('deploy', '--yes');
  await production.query('CREATE TABLE hotfix ()');
  const file = (name: string, sql: string): Record<string, string> => ({
    [`migrations/${name}`]: migrationText(name, sql),
  });
  await repository.commit('Two more', {
    ...file('003_c.sql', 'CREATE TABLE c ();'),
    ...file('004_d.sql', 'SELECT 1 / 0;'),
  });
  const failed = await repository.gate('deploy', '--yes');
  await repository.commit('Mended', file('004_d.sql', 'CREATE TABLE d ();'));

  const mended = await repository.gate('deploy', '--yes');

  expect(failed.code).toBe(1);
  expect(mended.code).toBe(0);
  expect((await repository.gate('verify', '--drift')).stdout).toContain('DRIFT');
});
