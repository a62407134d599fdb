import { describe, expect, it } from 'vitest';
import { decide, exitCodeOf } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { parseReceiptCode, type Receipt, receiptText } from '../../src/core/receipt.ts';
import { renderReport, renderSummary } from '../../src/core/render-report.ts';
import { factsOf, NOW, override, pair, REFUSED, target, UNREACHABLE } from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const migrations = [A, B];
const ID = 'id-of-production';
const READY = '✓ READY TO MERGE - Production is up to date (by receipt)';

const receipt = (names: readonly string[], over: Partial<Receipt> = {}): Receipt => ({
  target: 'production',
  databaseId: ID,
  pairs: names.map((name) => pair(name)),
  at: NOW,
  ...over,
});

const lastLine = (facts: Facts): string => renderSummary(decide(facts)).split('\n').at(-2) ?? '';
const silent = (over: Partial<Facts>): Facts =>
  factsOf({ migrations, production: UNREACHABLE }, over);

describe('a receipt while production does not answer', () => {
  it('stands for all it covers, with a mark of its own', () => {
    const verdict = decide(silent({ receipts: [receipt([A, B])] }));
    expect(exitCodeOf(verdict.report.verdict)).toBe(0);
    expect(verdict.report.reasons).toEqual([]);
    expect(verdict.report.targets[1]).toMatchObject({ access: 'receipt', ledger: 'none' });
    expect(renderReport(verdict)).toMatchInlineSnapshot(`
      "local       localhost/app_dev: 2 applied
      production  db.example.com/app: 2 applied (by receipt)

      ======================================================================
      VERIFICATION SUMMARY
      ======================================================================
      Local migrations:  ✓
      Production access: ⚠️

      ✓ READY TO MERGE - Production is up to date (by receipt)
      ======================================================================
      "
    `);
  });

  it.each<[string, Facts]>([
    ['covers less', silent({ receipts: [receipt([B])] })],
    [
      'has another content',
      silent({ receipts: [receipt([A], { pairs: [pair(A), pair(B, 'x')] })] }),
    ],
    ['is of another target', silent({ receipts: [receipt([A, B], { target: 'staging' })] })],
    [
      'is of another database than the pinned one',
      silent({
        receipts: [receipt([A, B])],
        targets: [
          target('local', [A, B]),
          target('production', UNREACHABLE, { pinnedId: 'other' }),
        ],
      }),
    ],
    [
      'is shown to a server that says no',
      factsOf({ migrations, production: REFUSED }, { receipts: [receipt([A, B])] }),
    ],
    [
      'meets a ledger that says otherwise',
      factsOf({ migrations, production: [A] }, { receipts: [receipt([A, B])] }),
    ],
    [
      'does not speak for local',
      factsOf({ migrations, local: [A], production: UNREACHABLE }, { receipts: [receipt([A, B])] }),
    ],
    [
      'is all there is of a folder without migrations',
      factsOf({ migrations: [], production: UNREACHABLE }, { receipts: [receipt([A])] }),
    ],
  ])('blocks where it %s', (_, facts) => {
    expect(exitCodeOf(decide(facts).report.verdict)).toBe(1);
    expect(lastLine(facts)).not.toContain('READY');
  });

  it('says what no receipt covers', () => {
    const { reasons } = decide(silent({ receipts: [receipt([A])] })).report;
    expect(reasons[0]?.message.split('\n').at(-1)).toBe(`No receipt covers ${B}.`);
  });

  it('is added to others, and to an override, whose debt stays', () => {
    expect(lastLine(silent({ receipts: [receipt([A]), receipt([B])] }))).toBe(READY);
    const facts = silent({ receipts: [receipt([A])], overrides: [override([pair(B)])] });
    expect(lastLine(facts)).toBe(
      '⚠️  OVERRIDDEN - hotfix tonight (1 migrations still not deployed)',
    );
  });
});

describe('the code of a receipt', () => {
  const id = '01234567-89ab-cdef-0123-456789abcdef';
  const code = `MG1-1a2b3c4d-${id.replaceAll('-', '')}-00112233445566ff`;

  it('is taken apart, as it is copied', () => {
    const parts = { bundle: '1a2b3c4d', databaseId: id, check: '00112233445566ff' };
    expect(parseReceiptCode(code)).toEqual(parts);
    expect(parseReceiptCode(` ${code.toLowerCase()}\n`)).toEqual(parts);
  });

  it.each(['', 'MG1', code.slice(0, -1), `${code}0`, code.slice(1), `${code} ${code}`])(
    'is none: %j',
    (text) => {
      expect(parseReceiptCode(text)).toBeNull();
    },
  );

  it('is made of bundle, database and every name and content in order', () => {
    const bundle = { id: '1a2b3c4d', nonce: 'n', pairs: [pair(A, 'a'), pair(B, 'b')] };
    expect(receiptText(bundle, id).split('\n')).toEqual([
      '1a2b3c4d',
      'n',
      id,
      `${pair(A, 'a').blob} ${A}`,
      `${pair(B, 'b').blob} ${B}`,
    ]);
  });
});
