import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { LintAnswer } from '../../src/core/make-audit.ts';
import { findSquawk } from '../../src/squawk/find-squawk.ts';
import { runSquawk } from '../../src/squawk/run-squawk.ts';
import { standIn } from './stand-in.ts';

const squawk = findSquawk();
const program = squawk.kind === 'found' ? squawk.program : '';
const absent = squawk.kind === 'found' ? '' : ' (skipped: squawk-cli is not installed)';

const ask = (texts: readonly string[], config = ''): Promise<LintAnswer> =>
  runSquawk({ program, texts, config, timeoutSeconds: 10 });

/** `0:1:15 renaming-column`, as squawk counts. */
function said(answer: LintAnswer): string[] {
  if (answer.kind !== 'answered') throw new Error(JSON.stringify(answer));
  const messages = answer.messages.filter(({ rule }) => !rule.endsWith('-timeout'));
  return messages.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`);
}

describe.skipIf(absent !== '')(`squawk itself${absent}`, () => {
  it('is asked about all texts at once, each by its place', async () => {
    const rename = '-- é\nALTER TABLE "é" RENAME a TO b;\n';
    expect(said(await ask([rename, 'SELECT 1;', rename]))).toEqual([
      '0:1:17 renaming-column',
      '2:1:17 renaming-column',
    ]);
  });

  it('knows that it runs in a transaction', async () => {
    const index = 'CREATE TABLE t (a bigint);\nCREATE INDEX i ON t (a);\n';
    const rules = said(await ask([index]));
    expect(rules.filter((rule) => /concurrent|robust/.test(rule))).toEqual([]);
  });

  it('does what .squawk.toml says', async () => {
    const rename = 'ALTER TABLE t RENAME a TO b;';
    expect(said(await ask([rename], 'excluded_rules = ["renaming-column"]'))).toEqual([]);
    expect(said(await ask([`-- squawk-ignore renaming-column\n${rename}`]))).toEqual([]);
  });

  it.each([
    ['no TOML', 'excluded_rules = ['],
    ['a rule that is none', 'excluded_rules = ["no-such-rule"]'],
  ])('has failed where .squawk.toml is %s', async (_, config) => {
    const answer = await ask(['SELECT 1;'], config);
    expect(answer).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(/^squawk failed: Configuration error: ./),
    });
  });
});

describe('a squawk that misbehaves is no squawk without findings', () => {
  it.each([
    ['says nothing', 'exit 0', 'squawk failed: it gave no answer'],
    ['crashes', 'echo "thread main panicked" >&2; exit 101', 'squawk failed: thread main panicked'],
    ['is killed', 'kill -9 $$', 'squawk failed: it gave no answer'],
    ['is killed after its answer', "echo '[]'; kill -9 $$", 'squawk failed: it gave no answer'],
    ['says half of it', `printf '[{"file":"0.sql"'`, 'squawk failed: it gave no answer'],
    ['speaks of other files', ELSEWHERE(), 'squawk failed: it gave no answer'],
    ['hangs', 'exec sleep 60', 'squawk gave no answer within 0.3 s.'],
  ])('%s', async (_, script, problem) => {
    await using fake = await standIn(script);
    const run = { texts: ['SELECT 1'], config: '', timeoutSeconds: 0.3 };
    const seconds = problem.includes('within') ? 0.3 : 10;
    const answer = await runSquawk({ ...run, program: fake.program, timeoutSeconds: seconds });
    expect(answer).toEqual({ kind: 'failed', problem });
  });

  it('is not there', async () => {
    const run = { texts: ['SELECT 1'], config: '', timeoutSeconds: 10 };
    expect(await runSquawk({ ...run, program: '/no/such/squawk' })).toEqual({
      kind: 'failed',
      problem: 'squawk could not be started.',
    });
  });
});

function ELSEWHERE(): string {
  const one = { file: '/etc/passwd', line: 0, column: 0, message: 'x', rule_name: 'y' };
  return `echo '${JSON.stringify([one])}'`;
}

it('gets none of our environment, a private folder, and leaves nothing behind', async () => {
  await using fake = await standIn('{ env | grep -c SECRET; pwd; ls -ld . *.sql; } >&2');
  const names = (): string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('migration-gate-audit-'));
  const before = names();
  process.env['MIGRATION_GATE_TEST_SECRET'] = 'SECRET';
  const run = { program: fake.program, texts: ["SELECT '🎉'"], config: '', timeoutSeconds: 10 };
  expect(await runSquawk(run)).toEqual({ kind: 'failed', problem: 'squawk failed: 0' });
  delete process.env['MIGRATION_GATE_TEST_SECRET'];
  expect(names().filter((name) => !before.includes(name))).toEqual([]);
});

it('findSquawk tells what is absent from what is broken', async () => {
  expect(findSquawk(createRequire('/no/where/'))).toEqual({ kind: 'absent' });
});
