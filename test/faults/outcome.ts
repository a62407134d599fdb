import { expect } from 'vitest';
import type { Result } from '../support/run.ts';
import type { Found } from './truth.ts';

/** What became of a deployment that was struck in its first migration, or right after it. */
export type Outcome = keyof typeof OUTCOMES;

type Expected = Found & {
  readonly code: number;
  /** What it said; it cannot where it was killed. */
  readonly says: RegExp;
};

const NOTHING = { one: '', two: '' } as const;
const FIRST = { one: 'applied', two: '' } as const;

/** What each means: exit code, what is on the database, and what was said. */
const OUTCOMES = {
  deployed: { code: 0, one: 'applied', two: 'applied', says: /all 3 migrations are on/ },
  refused: { code: 1, ...NOTHING, says: /Nothing was run on/ },
  // Where the line breaks while the lock is asked about, that is what is said.
  'rolled back': {
    code: 1,
    ...NOTHING,
    says: /failed: {2}002_one\.sql \(rolled back; nothing of it stays\)|Nothing was run on|is lost\. Not run: 002_one\.sql/,
  },
  applied: { code: 1, ...FIRST, says: /✓ 002_one\.sql|002_one\.sql \(it is applied;/ },
  'unknown; rolled back': { code: 1, ...NOTHING, says: /the answer to COMMIT was lost/ },
  'unknown; applied': { code: 1, ...FIRST, says: /the answer to COMMIT was lost/ },
  interrupted: {
    code: 1,
    one: 'started',
    two: '',
    says: /failed: {2}002_one\.sql \(.*; started.*resolve 002_one\.sql /s,
  },
} as const satisfies Record<string, Expected>;

/** Of a process that got SIGKILL: 128 + 9. */
export const KILLED = 137;

/** Compares all that was found with what the outcome means. */
export function expectOutcome(outcome: Outcome, [first, ...more]: Result[], found: Found): void {
  if (first === undefined) throw new Error('Nobody was struck.');
  const { one, two, code, says } = OUTCOMES[outcome];
  const said = `${first.stdout}${first.stderr}`;
  expect({ ...found, said }).toMatchObject({ one, two });
  if (first.code === KILLED) return;
  expect({ code: first.code, said }).toEqual({ code, said: expect.stringMatching(says) });
  for (const other of more) expectWaited(other, outcome);
}

/** Of several at once one ran it; the others found nothing to do, or waited too long for it. */
function expectWaited({ code, stdout, stderr }: Result, outcome: Outcome): void {
  expect(outcome).toBe('deployed');
  expect(stdout).not.toContain('✓ 00');
  if (code === 0) expect(stdout).toContain('Nothing was pending');
  else expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(NOT_RUN) });
}

const NOT_RUN = /Nothing was run on/;
