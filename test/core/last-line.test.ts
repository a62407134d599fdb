import { describe, expect, it } from 'vitest';
import { decide, exitCodeOf } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { renderSummary } from '../../src/core/render-report.ts';
import { factsOf, inCandidate, override, pair, REFUSED, target, UNREACHABLE } from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const migrations = [A, B];
const READY = '✓ READY TO MERGE - Production is up to date';
const LOCAL_OK = '⚠️  LOCAL OK - Production deployment pending (firewall/access issue)';
const OFF = { access: 'off' } as const;
const NOT_CONFIGURED = { access: 'not-configured', fixes: ['X=y'] } as const;
const STRAY = {
  code: 'INVALID_NAME',
  migrations: ['x.sql'],
  message: 'x.sql is wrong.',
  fix: 'Fix it.',
} as const;

const lastLine = (facts: Facts): string => renderSummary(decide(facts)).split('\n').at(-2) ?? '';
const exitCode = (facts: Facts): number => exitCodeOf(decide(facts).report.verdict);

describe('the last line is the first that fits', () => {
  const overrides = [override([pair(B)], { reason: 'hotfix' })];
  const staging = (rows: readonly string[]) => [
    target('local', [A, B]),
    target('production', [A, B]),
    target('staging', rows),
  ];
  it.each<[string, Facts, string, number]>([
    ['ready', factsOf({ migrations }), READY, 0],
    ['nothing to check', factsOf({ migrations: [] }), READY, 0],
    [
      'overridden',
      factsOf({ migrations, local: [A], production: [A] }, { overrides }),
      '⚠️  OVERRIDDEN - hotfix (1 migrations still not deployed)',
      0,
    ],
    [
      'not here, before not there',
      factsOf({ migrations, local: [], production: [A] }),
      '✗ BLOCKED - 2 migrations not applied locally',
      1,
    ],
    [
      'not here, before unreachable',
      factsOf({ migrations, local: [A], production: UNREACHABLE }),
      '✗ BLOCKED - 1 migrations not applied locally',
      1,
    ],
    ['unreachable', factsOf({ migrations, production: UNREACHABLE }), LOCAL_OK, 1],
    [
      'unreachable, local switched off',
      factsOf({ migrations, local: OFF, production: UNREACHABLE }),
      LOCAL_OK,
      1,
    ],
    [
      'unreachable, before what is wrong with the candidate',
      inCandidate(factsOf({ migrations, production: UNREACHABLE }), { findings: [STRAY] }),
      LOCAL_OK,
      1,
    ],
    [
      'not there',
      factsOf({ migrations, production: [] }),
      '✗ BLOCKED - 2 migrations not deployed to production',
      1,
    ],
    [
      'not on a further target',
      factsOf({ migrations }, { targets: staging([A]) }),
      '✗ BLOCKED - 1 migrations not deployed to staging',
      1,
    ],
    [
      'refused: its own first sentence',
      factsOf({ migrations, production: REFUSED }),
      '✗ BLOCKED - db.example.com:5432 said: no (28P01).',
      1,
    ],
    [
      'the candidate itself',
      inCandidate(factsOf({ migrations }), { findings: [STRAY] }),
      '✗ BLOCKED - x.sql is wrong.',
      1,
    ],
    [
      'not configured: it could not run',
      factsOf({ migrations, production: NOT_CONFIGURED }),
      '✗ BLOCKED - Production configuration not found',
      2,
    ],
  ])('%s', (_, facts, line, code) => {
    expect(lastLine(facts)).toBe(line);
    expect(exitCode(facts)).toBe(code);
  });

  it.each([UNREACHABLE, REFUSED, NOT_CONFIGURED])(
    'is never LOCAL OK while local could not be asked ($access)',
    (local) => {
      const line = lastLine(factsOf({ migrations, local, production: UNREACHABLE }));
      expect(line).toMatch(/^✗ BLOCKED - /);
    },
  );
});
