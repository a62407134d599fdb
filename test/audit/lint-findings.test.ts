import { describe, expect, it } from 'vitest';
import { type LintMessage, lintFindings } from '../../src/core/lint-findings.ts';
import { makeAudit } from '../../src/core/make-audit.ts';
import { filesOf, placed } from './audited.ts';

const said = (over: Partial<LintMessage>): LintMessage => ({
  file: 0,
  line: 0,
  column: 0,
  rule: 'renaming-column',
  message: 'Renaming a column may break existing clients.',
  ...over,
});

describe('lintFindings', () => {
  it('counts lines and characters from 1, where squawk counts bytes from 0', async () => {
    const files = await filesOf(
      'SELECT 1;',
      "-- a\r\nSELECT 'é🎉', 1; ALTER TABLE t RENAME a TO b;",
    );
    const found = lintFindings(files, [said({ file: 1, line: 1, column: 20 })], false);
    expect(found).toEqual([
      {
        migration: '002_a.sql',
        line: 2,
        column: 17,
        rule: 'renaming-column',
        message: 'Renaming a column may break existing clients',
      },
    ]);
  });

  it('takes a place beyond the end for the end', async () => {
    const files = await filesOf('SELECT 1;\n');
    const far = [said({ line: 9 }), said({ line: 0, column: 999 })];
    expect(lintFindings(files, far, false).map(placed)).toEqual([
      '2:1 renaming-column',
      '2:1 renaming-column',
    ]);
    expect(lintFindings(files, [said({ file: 7 })], false)).toEqual([]);
  });

  it('keeps the first sentence', async () => {
    const message = 'Needs an `ACCESS EXCLUSIVE` lock, e.g. on t. And more. And more.';
    const [found] = lintFindings(await filesOf('SELECT 1'), [said({ message })], false);
    expect(found?.message).toBe('Needs an `ACCESS EXCLUSIVE` lock, e.g. on t');
  });

  it('leaves out what the gate sees to, and what is harmless unless .squawk.toml chooses', async () => {
    const files = await filesOf('SELECT 1');
    const rules = ['prefer-text-field', 'require-lock-timeout', 'ban-drop-table', 'syntax-error'];
    const messages = rules.map((rule) => said({ rule }));
    const left = (chosen: boolean): string[] =>
      lintFindings(files, messages, chosen).map(({ rule }) => rule);
    expect(left(false)).toEqual([]);
    expect(left(true)).toEqual(['prefer-text-field']);
  });

  it('is silent on a table that an earlier pending migration makes', async () => {
    const index = 'CREATE INDEX i ON t (a);';
    const files = await filesOf('CREATE TABLE t (a int);', index, 'CREATE INDEX j ON old (a);');
    const rule = 'require-concurrent-index-creation';
    const messages = [said({ file: 1, rule }), said({ file: 2, rule })];
    expect(lintFindings(files, messages, false).map(({ migration }) => migration)).toEqual([
      '003_a.sql',
    ]);
    expect(lintFindings(await filesOf(index), [said({ rule })], false)).toHaveLength(1);
  });
});

describe('makeAudit', () => {
  it("puts both kinds in the files' order, less what a header acknowledges", async () => {
    const sql = 'ALTER TABLE t RENAME a TO b;\nDROP TABLE u;\nTRUNCATE v;\n';
    const reason = '-- migration-gate: audit-ok truncate renaming-column: nobody reads them\n';
    const files = await filesOf(sql, `${reason}${sql}`);
    const messages = [said({ file: 1, line: 1 }), said({})];
    const audit = makeAudit('warn', files, { kind: 'answered', messages }, false);
    expect(audit.findings.map((one) => `${one.migration}:${placed(one)}`)).toEqual([
      '001_a.sql:1:1 renaming-column',
      '001_a.sql:2:1 drop-table',
      '001_a.sql:3:1 truncate',
      '002_a.sql:3:1 drop-table',
    ]);
    expect(audit).toMatchObject({ problem: null, audited: ['001_a.sql', '002_a.sql'] });
  });

  it('never takes a failure for an answer', async () => {
    const files = await filesOf('SELECT 1;');
    const failed = { kind: 'failed', problem: 'squawk could not be started.' } as const;
    expect(makeAudit('error', files, failed, false).problem).toBe('squawk could not be started.');
    expect(makeAudit('error', files, { kind: 'absent' }, false).problem).toBeNull();
  });
});
