import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deployable } from '../deploy/deployable.ts';
import { gitCommandsOf } from '../overview/count-git.ts';
import { provable } from '../shadow/warm-engine.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';

const CONFIG = { ...LOOPBACK_CONFIG, schema: 'docs/schema' };
const A = 'CREATE TABLE a (id bigint PRIMARY KEY);\n';
const B = 'CREATE TABLE b (a_id bigint NOT NULL REFERENCES a);\n';
const SQL = 'docs/schema/schema.sql';

const without = (repository: Repository): Repository => {
  const preload = join(PACKAGE_ROOT, 'test/support/fixtures/without-pglite.cjs');
  return repository.with({ NODE_OPTIONS: `--require=${preload}` });
};

it('apply writes the documents; a commit of migrations without them is refused', async ({
  skip,
}) => {
  skip(!LONG, TAKES_LONG);
  await using deployed = await provable({ config: CONFIG, gated: true });
  const { repository } = deployed;
  await repository.gitOk('switch', '--quiet', '--create', 'feature');
  repository.write('migrations/001_a.sql', A);
  repository.write('migrations/002_b.sql', B);
  await repository.gitOk('add', 'migrations');
  const refused = await repository.git('commit', '--message', 'b');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatchInlineSnapshot(`
    "migration-gate: the schema documents are stale; this commit is refused.
    ✗ docs/schema/schema.sql is not there.
    ✗ docs/schema/schema.md is not there.
    What to type:
      npx --no migration-gate schema
      git add docs/schema
      the same git commit again
    husky - pre-commit script failed (code 1)
    "
  `);

  // What is let through once, and what changes no migration, is only said.
  const let_ = ['-c', 'migration-gate.override=later', 'commit', '--message', 'b'];
  expect(await repository.git(...let_)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('this commit is made all the same'),
  });
  await repository.gitOk('reset', '--quiet', '--soft', 'HEAD^');

  const applied = await repository.gate('apply');
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(applied.stdout).toContain(
    `\nSchema documents: ${SQL}, docs/schema/schema.md. Commit them, too.\n`,
  );
  expect(repository.read('docs/schema/schema.md')).toContain('a ||--o{ b : "a_id"');
  expect((await repository.gate('apply')).stdout).not.toContain('Schema documents');
  await repository.gitOk('add', 'docs', 'migrations');
  expect(await repository.git('commit', '--quiet', '--message', 'b')).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(await repository.gate('schema', '--check', 'HEAD')).toMatchObject({ code: 0, stderr: '' });
  const main = await repository.gate('schema', '--check', 'main');
  expect(main.code).toBe(1);
  expect(main.stderr).toContain(`✗ ${SQL} is not there.\n`);

  // Edited by hand, and with a head that says nothing of it.
  const text = repository.read(SQL).replace('a_id bigint NOT NULL', 'a_id bigint');
  repository.write(SQL, text);
  const edited = await repository.gate('schema', '--check');
  expect(edited.code).toBe(1);
  expect(edited.stderr).toMatchInlineSnapshot(`
    "✗ docs/schema/schema.sql was edited by hand, or merged.
    What to type:
      npx --no migration-gate schema
      git add docs/schema
    "
  `);
  const body = text.slice(text.indexOf('\n\n') + 2);
  const forged = createHash('sha256').update(body).digest('hex');
  repository.write(SQL, text.replace(/^-- content .*$/m, `-- content ${forged}`));
  expect((await repository.gate('schema', '--check')).code).toBe(1);
  expect((await without(repository).gate('schema', '--check')).code).toBe(0);
  repository.write(SQL, text);
  const warned = await repository.git('commit', '--all', '--message', 'by hand');
  expect(warned.code).toBe(0);
  expect(warned.stderr).toContain(`⚠️  ${SQL} was edited by hand, or merged.\n`);
  expect(await repository.gate('schema')).toMatchObject({
    code: 0,
    stdout: `Schema documents written: ${SQL}.\n`,
  });
  expect(await repository.gitOk('diff', '--stat', 'HEAD^', '--', 'docs')).toBe('');
}, 300_000);

it('reads and parses the migrations once, whether they are replayed or not', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using deployed = await provable({ migrations: { '001_a.sql': A, '002_b.sql': B } });
  const { repository } = deployed;

  const cold = await gitCommandsOf(repository, 'schema', '--format', 'sql');
  const warm = await gitCommandsOf(repository, 'schema', '--format', 'sql');

  expect(cold).toEqual(warm);
});

it('in the middle of a merge they are only named: it cannot be mended before', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using deployed = await deployable({ config: CONFIG, gated: true });
  const { repository } = deployed;
  const past = ['commit', '--quiet', '--no-verify', '--message'];
  for (const [branch, file] of [
    ['one', '001_a.sql'],
    ['two', '002_b.sql'],
  ] as const) {
    await repository.gitOk('switch', '--quiet', '--create', branch, 'main');
    repository.write(`migrations/${file}`, A);
    await repository.gitOk('add', 'migrations');
    await repository.gitOk(...past, branch);
  }
  await repository.gitOk('merge', '--quiet', '--no-commit', 'one');
  const { code, stderr } = await repository.git('commit', '--no-edit');
  expect(code).toBe(0);
  expect(stderr).toContain('the schema documents are stale; this commit is made all the same.');
  await repository.gitOk('switch', '--quiet', 'one');
  expect(await repository.git('merge', '--quiet', '--no-edit', 'two')).toMatchObject({ code: 0 });

  // What is staged counts, not what lies about.
  repository.write('migrations/003_c.sql', A);
  await repository.gitOk('add', 'migrations');
  repository.write('migrations/004_d.sql', A);
  const refused = await repository.git('commit', '--message', 'c');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('  npx --no migration-gate schema --staged\n');
});

it('without the engine says what to install, and apply applies all the same', async () => {
  await using deployed = await provable({ migrations: { '001_a.sql': A }, config: CONFIG });
  const { repository } = deployed;
  const bare = without(repository);
  const made_ = await bare.gate('schema');
  expect(made_).toMatchObject({ code: 2, stdout: '' });
  expect(made_.stderr).toContain('npm install --save-dev @electric-sql/pglite');
  const applied = await bare.gate('apply');
  expect(applied.code).toBe(0);
  expect(applied.stderr).toMatchInlineSnapshot(`
    "⚠️  The schema documents in docs/schema are as they were.
        Telling the schema needs @electric-sql/pglite @electric-sql/pglite-tools.
    What to type:
      npm install --save-dev @electric-sql/pglite @electric-sql/pglite-tools
      migration-gate schema
    "
  `);
  const unset = await repository.gate('schema', '--check', '--format', 'sql');
  expect(unset.code).toBe(1);
  repository.write('migration-gate.json', JSON.stringify(LOOPBACK_CONFIG));
  expect(await repository.gate('schema', '--check')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('names no folder for the schema documents'),
  });
});

it('says which migration cannot be replayed', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using deployed = await provable({
    migrations: { '001_a.sql': 'CREATE EXTENSION postgis;\n' },
  });
  const { code, stderr } = await deployed.repository.gate('schema', '--format', 'md');
  expect(code).toBe(2);
  expect(stderr).toMatchInlineSnapshot(`
    "migration-gate: The schema cannot be told: 001_a.sql does not run in PGlite:
    extension "postgis" is not available
    What to type:
      Try all migrations on an empty PostgreSQL. Where they run there, PGlite lacks what
      001_a.sql needs: then take "schema" out of migration-gate.json.
    "
  `);
});
