import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Proof } from '../../src/core/evidence.ts';
import type { Facts } from '../../src/core/facts.ts';
import { holdsNothing } from '../../src/core/timeline.ts';
import { factsOf } from './builders.ts';

const [A, B] = ['001_name.sql', '002_orders.sql'];

const proof = (name: string, because: string): Proof => ({
  ...{ name, verdict: 'undecided', for: [], against: [], drift: [] },
  ...{ open: null, because, implied: false },
});

/** Older than its migrations: the first cannot be replayed. */
const proofs = [
  proof(A, 'it could not be replayed: relation "users" does not exist'),
  proof(B, `it comes after ${A}, which could not be replayed`),
];

function fixes(over: Partial<Facts>): string[] {
  const evidence = new Map([['local', proofs]]);
  const facts = factsOf({ migrations: [A, B], local: [] }, { evidence, ...over });
  const reasons = decide(facts).report.reasons.filter(({ code }) => code === 'UNDECIDED');
  return reasons.flatMap((reason) => reason.fixes);
}

describe('what no catalog can show, for it cannot be replayed', () => {
  it('may have run there, or be younger than the database', () => {
    expect(fixes({}).join('\n')).toMatchInlineSnapshot(`
      "npx --no migration-gate adopt 001_name.sql --target local --what feature --reason "…"
      npx --no migration-gate adopt 002_orders.sql --target local --what feature --reason "…"
      That is for what ran there (you know it). What never ran:
      npx --no migration-gate apply feature
      Or, where local is older than its migrations, begin with its schema:
      npx --no migration-gate baseline --through <name> --target local --what feature --reason "…""
    `);
  });

  it('never ran where there is nothing: no word for it, and no schema to begin with', () => {
    expect(fixes({ empty: new Set(['local']) })).toEqual(['npx --no migration-gate apply feature']);
  });
});

describe('a catalog', () => {
  it('that holds only what a new database may be given holds nothing', () => {
    expect(holdsNothing(new Map())).toBe(true);
    expect(
      holdsNothing(
        new Map([
          ['schema app', 'there'],
          ['extension citext', 'there'],
        ]),
      ),
    ).toBe(true);
    expect(holdsNothing(new Map([['type app.mood', 'enum']]))).toBe(false);
  });
});
