import { describe, expect, it } from 'vitest';
import { shareImage } from '../shadow/warm-engine.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { type Deployable, deployable, inFolder, ledgerOf, statesOf } from './deployable.ts';

const NAME = '001_create_a.sql';
const SQL = 'CREATE TABLE a (id int);\n';
const REASON = ['--reason', 'looked with psql'];

describe('resolve', () => {
  it('--accept-change: a remark at once, more when the catalog shows it, or by force', {
    timeout: 180_000,
  }, async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await deployed();
    const { repository, production } = made;
    const keep = shareImage(repository);
    const resolve = ['resolve', NAME, '--target', 'production', '--accept-change', ...REASON];
    await repository.commit('A remark', inFolder({ [NAME]: `-- Why: a test\n${SQL}` }));
    expect(await repository.gate(...resolve)).toEqual({
      code: 0,
      stdout: `${NAME} on production is settled: accept-change.\n`,
      stderr: '',
    });
    const changed = 'CREATE TABLE a (id bigint);\n';
    await repository.commit('A change', inFolder({ [NAME]: changed }));

    const refused = await repository.gate(...resolve);
    const before = await ledgerOf(production);
    const forced = await repository.gate(...resolve, '--force');
    const again = await repository.gate(...resolve);
    keep();

    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr.replace(/^.*\n/, '')).toMatchInlineSnapshot(`
      "✗ production does not show what 001_create_a.sql says now:
          column public.a.id: it makes bigint, there is integer
      What to type:
        Make the rest of it on production by hand, and repeat:
        migration-gate resolve 001_create_a.sql --target production --accept-change --reason "…"
        Or, where all of the change is there (you have looked):
        migration-gate resolve 001_create_a.sql --target production --accept-change --force --reason "…"
      "
    `);
    expect(before).toMatchObject([{ sql: `-- Why: a test\n${SQL}` }]);
    expect(forced).toMatchObject({ code: 0, stderr: '' });
    expect(again).toEqual({
      code: 0,
      stdout: `production has ${NAME} with this content already.\n`,
      stderr: '',
    });
    const blob = await repository.gitOk('rev-parse', `HEAD:migrations/${NAME}`);
    expect(await ledgerOf(production)).toMatchObject([
      { name: NAME, blob, sql: changed, state: 'applied', origin: 'deployed' },
    ]);
    expect(await auditOf(made)).toMatchObject([
      { action: 'resolve accept-change', details: { before: { sql: SQL }, forced: false } },
      {
        action: 'resolve accept-change',
        by: expect.stringContaining('Ann Author'),
        migrations: [NAME],
        reason: 'looked with psql',
        details: { before: before[0] && { sql: before[0].sql }, after: { blob }, forced: true },
      },
    ]);
  });

  it('--accept-change: what the catalog shows whole needs no force', {
    timeout: 180_000,
  }, async ({ skip }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await deployed();
    const { repository, production } = made;
    const keep = shareImage(repository);
    const resolve = ['resolve', NAME, '--target', 'production', '--accept-change', ...REASON];
    const text = 'CREATE TABLE a (id bigint);\nCREATE INDEX a_id ON a (id);\n';
    await repository.commit('A change', inFolder({ [NAME]: text }));
    await production.query('ALTER TABLE a ALTER id TYPE bigint');
    const half = await repository.gate(...resolve);
    await production.query('CREATE INDEX a_id ON a (id)');

    const accepted = await repository.gate(...resolve);
    await repository.commit('Data', inFolder({ [NAME]: `${text}INSERT INTO a VALUES (1);\n` }));
    const data = await repository.gate(...resolve);
    keep();

    expect(half).toMatchObject({ code: 1, stdout: '' });
    expect(half.stderr).toContain(
      '    index public.a_id: it makes CREATE INDEX a_id ON public.a USING btree (id), there is nothing\n',
    );
    expect(accepted).toEqual({
      code: 0,
      stdout: `${NAME} on production is settled: accept-change.\n`,
      stderr: '',
    });
    expect(await ledgerOf(production)).toMatchObject([{ name: NAME, sql: text }]);
    expect(await auditOf(made)).toMatchObject([{ details: { forced: false } }]);
    expect(data).toMatchObject({ code: 1 });
    expect(data.stderr).toContain(
      'what differs is not all in the catalog: it changes data (INSERT)',
    );
  });

  it('--renamed-from: the row takes the new name, as the refusal prints it', async () => {
    await using made = await deployed();
    const { repository, production } = made;
    const to = '002_create_a.sql';
    await repository.gitOk('mv', `migrations/${NAME}`, `migrations/${to}`);
    await repository.commit('Rename');
    const verify = await repository.gate('verify', '--target', 'production');
    expect(verify.stdout).toContain(`RENAMED: ${to} ran on production under the name ${NAME}.`);
    expect(verify.stdout).toContain(
      `resolve ${to} --target production --renamed-from ${NAME} --reason "…"\n`,
    );
    const resolve = ['resolve', to, '--target', 'production', '--renamed-from', NAME, ...REASON];

    const settled = await repository.gate(...resolve);
    const again = await repository.gate(...resolve);

    expect(settled).toMatchObject({ code: 0, stderr: '' });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('already') });
    expect(await statesOf(production)).toEqual([`${to} applied`]);
    expect(await auditOf(made)).toMatchObject([
      { migrations: [to], details: { before: { name: NAME }, after: { name: to } } },
    ]);
    expect(await repository.gate('verify', '--target', 'production')).toMatchObject({ code: 0 });
  });

  it('--retired: only what no branch has; the audit keeps the row', async () => {
    await using made = await deployed();
    const { repository, production } = made;
    const resolve = ['resolve', NAME, '--target', 'production', '--retired', ...REASON];
    await repository.gitOk('branch', 'feature/old');
    await repository.gitOk('rm', '--quiet', `migrations/${NAME}`);
    await repository.commit('Remove', inFolder({ '002_b.sql': 'CREATE TABLE b ();' }));

    const held = await repository.gate(...resolve);
    await repository.gitOk('branch', '--quiet', '-D', 'feature/old');
    const retired = await repository.gate(...resolve);
    const again = await repository.gate(...resolve);

    expect(held).toMatchObject({ code: 1, stdout: '' });
    expect(held.stderr).toContain(`✗ ${NAME} is not gone: it is in feature/old.\n`);
    expect(retired).toMatchObject({ code: 0, stderr: '' });
    expect(again).toMatchObject({ code: 0, stdout: `${NAME} is retired on production already.\n` });
    expect(await statesOf(production)).toEqual([]);
    expect(await auditOf(made)).toMatchObject([
      { action: 'resolve retired', details: { before: { name: NAME, sql: SQL } } },
    ]);
  });
});

describe('verify', () => {
  it('warns of an index that a failed build left, with the statement that removes it', async () => {
    await using made = await deployed();
    const { repository, production } = made;
    await production.query('INSERT INTO a VALUES (1), (1)');
    const build = production.query('CREATE UNIQUE INDEX CONCURRENTLY "A once" ON a (id)');
    await expect(build).rejects.toThrow();

    const warned = await repository.gate('verify', '--target', 'production');
    await production.query('DROP INDEX CONCURRENTLY public."A once";');
    const clean = await repository.gate('verify', '--target', 'production');

    expect(warned.code).toBe(0);
    expect(warned.stdout).toContain(
      'INVALID_INDEX: 1 on production: no query uses it, every write pays for it.\n' +
        '    DROP INDEX CONCURRENTLY public."A once";\n',
    );
    expect(clean.stdout).not.toContain('INVALID_INDEX');
  });
});

async function deployed(): Promise<Deployable> {
  const made = await deployable({ migrations: { [NAME]: SQL } });
  expect(await made.repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
  return made;
}

function auditOf({ production }: Deployable): Promise<Record<string, unknown>[]> {
  return production.query(
    'SELECT action, migrations, reason, by, details FROM migration_gate.audit ORDER BY id',
  );
}
