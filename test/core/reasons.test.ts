import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { renderReport } from '../../src/core/render-report.ts';
import { REASON_CODES } from '../../src/core/report.ts';
import { factsOf, wideLines } from './builders.ts';
import { CASES } from './cases.ts';

/** What needs evidence; test/shadow reads it as text. */
const NOT_YET = ['PARTIAL', 'UNDECIDED'];

describe('every reason, as it is read', () => {
  it.each(CASES)('$code: $says', ({ code, facts }) => {
    const verdict = decide(facts);
    const reasons = verdict.report.reasons.filter((reason) => reason.code === code);
    expect(reasons).not.toEqual([]);
    for (const reason of reasons) expect(reason.fixes).not.toEqual([]);
    const text = renderReport(verdict);
    expect(wideLines(text)).toEqual([]);
    expect(text).toMatchSnapshot();
  });

  it('has a case for each code', () => {
    const shown = new Set<string>([...CASES.map(({ code }) => code), ...NOT_YET]);
    expect(REASON_CODES.filter((code) => !shown.has(code))).toEqual([]);
  });

  it('blocks for the blocking ones, and for no warning', () => {
    const warnings =
      'AUDIT COSMETIC DRIFT LATE COLLISION ORPHAN REMOVED HEADER INVALID_INDEX OVERRIDE_IGNORED'.split(
        ' ',
      );
    for (const { code, facts } of CASES) {
      const reasons = decide(facts).report.reasons.filter((reason) => reason.code === code);
      const severity = warnings.includes(code) ? 'warn' : 'block';
      if (code !== 'DEBT') expect([code, reasons[0]?.severity]).toEqual([code, severity]);
    }
  });

  it('shows control characters of names, reasons and servers, and sends none', () => {
    const facts = factsOf(
      {
        migrations: ['001_a.sql'],
        production: { access: 'refused', problem: 'said \x1b[2J\x07.', fixes: ['\x1b[2J'] },
      },
      { ignoredOverride: 'a\rb' },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
    expect(renderReport(decide(facts))).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  });
});
