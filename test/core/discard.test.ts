import { describe, expect, it } from 'vitest';
import { decideDiscard, type Work } from '../../src/core/discard.ts';
import type { MigrationStatus, Reason, Report } from '../../src/core/report.ts';

const WAYS = { verify: 'verify', close: 'close', discard: 'discard', force: 'force' };
const A = { name: '001_a.sql', blob: 'a'.repeat(40) };
const WORK: Work = { brought: [A], kept: [] };

const status = (
  state: MigrationStatus['state'],
  flags: MigrationStatus['flags'] = [],
): MigrationStatus => ({
  name: A.name,
  state,
  flags,
  appliedAt: null,
  appliedBy: null,
  branch: null,
});

function report(
  statuses: Record<string, MigrationStatus>,
  reasons: readonly Partial<Reason>[] = [],
): Report {
  const full = { code: 'PENDING', target: null, migrations: [], severity: 'block' } as const;
  return {
    version: 1,
    verdict: 'blocked',
    candidate: { commit: null, tree: '', ref: null },
    targets: Object.entries(statuses).map(([target, one]) => ({
      target,
      access: 'ok',
      detail: '',
      ledger: 'migration-gate',
      migrations: [one],
    })),
    reasons: reasons.map((reason) => ({ ...full, message: 'why', fixes: [], ...reason })),
  };
}

const fixes = (given: Report, work = WORK): string[] =>
  decideDiscard(given, work, WAYS).flatMap((refusal) => refusal.fixes);

describe('work may be thrown away', () => {
  it('where it is pending everywhere, or only local has it', () => {
    expect(fixes(report({ local: status('applied'), production: status('pending') }))).toEqual([]);
    expect(fixes(report({ local: status('interrupted') }))).toEqual([]);
  });

  it('not while another target has it, whatever its content or name', () => {
    for (const one of [
      status('applied'),
      status('applied', ['cosmetic']),
      status('modified'),
      status('interrupted'),
      status('pending', ['renamed']),
    ]) {
      expect(fixes(report({ production: status('pending'), staging: one }))).toEqual(['close']);
    }
  });

  it('not where a receipt stands for production, and says nothing of it', () => {
    const known = report({ production: status('pending') });
    const targets = known.targets.map((one) => ({ ...one, access: 'receipt' as const }));
    expect(fixes({ ...known, targets })).toEqual(['verify', 'discard', 'or, past the gate: force']);
  });

  it('where it only edits what a protected branch has', () => {
    const edit = { brought: [A], kept: [{ ...A, blob: 'b'.repeat(40) }] };
    expect(fixes(report({ production: status('modified') }), edit)).toEqual([]);
    expect(fixes(report({ production: status('applied', ['cosmetic']) }), edit)).toEqual([]);
    expect(fixes(report({ production: status('applied') }), edit)).toEqual(['close']);
    expect(fixes(report({ production: status('interrupted') }), edit)).toEqual(['close']);
  });

  it('not while a target but local cannot be asked, also where an override covers that', () => {
    const silent = (target: string | null, code: Reason['code']): string[] =>
      fixes(report({}, [{ code, target, severity: 'warn' }]));
    const ways = ['verify', 'discard', 'or, past the gate: force'];
    expect(silent('production', 'UNREACHABLE')).toEqual(ways);
    expect(silent('staging', 'NOT_CONFIGURED')).toEqual(ways);
    expect(silent(null, 'ENV_TRACKED')).toEqual(ways);
    expect(silent('local', 'UNREACHABLE')).toEqual([]);
    expect(silent('production', 'PENDING')).toEqual([]);
  });
});
