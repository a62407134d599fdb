import { describe, expect, it } from 'vitest';
import { bestPrefix } from '../../src/core/best-prefix.ts';
import { inferEvidence } from '../../src/core/infer-evidence.ts';
import type { Step } from '../../src/core/timeline.ts';
import { weighEvidence } from '../../src/core/weigh-evidence.ts';
import { type Change, stepOf } from './step-of.ts';

/** `a evident, b absent (implied)`, with the reason where there is one. */
function verdicts(steps: readonly Step[], live: Record<string, string>): string[] {
  const found = weighEvidence(steps, new Map(Object.entries(live)));
  return inferEvidence(steps, found).map(({ name, verdict, implied, because }) =>
    [name, verdict, implied ? '(implied)' : '', because === null ? '' : `- ${because}`]
      .filter((word) => word !== '')
      .join(' '),
  );
}

const USERS = { 'table public.users': 'table', 'column public.users.id': 'bigint' };
const ORDERS = { 'table public.orders': 'table', 'column public.orders.id': 'bigint' };
const users = stepOf('1', USERS);
const orders = stepOf('2', ORDERS);

describe('the timeline rule', () => {
  it('takes each for itself: a beginning, a hole, out of order, nothing', () => {
    const steps = [users, orders];
    expect(verdicts(steps, USERS)).toEqual(['1 evident', '2 absent']);
    expect(verdicts(steps, ORDERS)).toEqual(['1 absent', '2 evident']);
    expect(verdicts(steps, { ...ORDERS, ...USERS })).toEqual(['1 evident', '2 evident']);
    expect(verdicts(steps, {})).toEqual(['1 absent', '2 absent']);
  });

  it('knows a file that ran in half, and one whose objects a hand has changed', () => {
    const half = { 'table public.users': 'table' };
    expect(verdicts([users], half)).toEqual(['1 partial']);
    const changed = { ...USERS, 'column public.users.id': 'integer' };
    expect(verdicts([users], changed)).toEqual([
      '1 partial - what it makes has been changed since',
    ]);
    const onlyTable = stepOf('1', { 'column public.users.id': 'bigint' });
    expect(verdicts([onlyTable], { 'column public.users.id': 'text' })).toEqual([
      '1 undecided - what it changes is there in another form',
    ]);
  });

  it('ignores what no migration makes', () => {
    const own = { 'table public.by_hand': 'table', ...USERS };
    expect(verdicts([users], own)).toEqual(['1 evident']);
  });

  it('never decides by a value that others set, too', () => {
    const there = { 'column public.users.email': 'text' };
    const made = stepOf('1', there);
    const gone = stepOf('2', { 'column public.users.email': null });
    const again = stepOf('3', there);
    expect(verdicts([made, gone, again], there)).toEqual([
      '1 undecided - others make or undo all that it makes',
      '2 undecided - others make or undo all that it makes',
      '3 undecided - others make or undo all that it makes',
    ]);
  });

  it('leaves at undecided what also does things that no catalog shows', () => {
    const filled = stepOf('1', USERS, { unseen: 'it changes data (UPDATE)' });
    expect(verdicts([filled], USERS)).toEqual(['1 undecided - it changes data (UPDATE)']);
    expect(verdicts([filled], {})).toEqual(['1 absent']);
    expect(verdicts([filled], { 'table public.users': 'table' })).toEqual(['1 partial']);
    const data = stepOf('1', {}, { unseen: 'it changes data (INSERT)' });
    expect(verdicts([data], {})).toEqual(['1 undecided - it changes data (INSERT)']);
  });

  it('leaves at undecided what could not be replayed, and what comes after it', () => {
    const bad = stepOf('1', {}, { failed: 'extension "postgis" is not available' });
    expect(verdicts([users, { ...bad, name: '2' }, { ...orders, name: '3' }], USERS)).toEqual([
      '1 evident',
      '2 undecided - it could not be replayed: extension "postgis" is not available',
      '3 undecided - it comes after 2, which could not be replayed',
    ]);
  });

  it('does not take a left-out creator for applied, where IF NOT EXISTS may have made it', () => {
    const again = stepOf('2', {}, { claims: ['users'] });
    expect(verdicts([users, again], USERS)).toEqual([
      '1 undecided - others make or undo all that it makes',
      '2 undecided - it changes nothing that a catalog shows',
    ]);
    expect(verdicts([users, again], {})).toMatchObject(['1 absent', expect.anything()]);
  });

  it('does not hold ALTER TABLE IF EXISTS against what had no table', () => {
    const column = { 'column public.users.email': 'text' };
    const careful = stepOf('1', column, { conditional: ['users'] });
    expect(verdicts([careful], {})).toEqual([
      '1 undecided - others make or undo all that it makes',
    ]);
    expect(verdicts([careful], { 'table public.users': 'table' })).toEqual(['1 absent']);
    expect(verdicts([careful], { 'table public.users': 'table', ...column })).toEqual([
      '1 evident',
    ]);
  });

  it('reads a view as PostgreSQL 15 and 18 both write it', () => {
    const key = 'view public.kinds';
    const by15 =
      'SELECT events.type,\n    count(*) AS n\n   FROM public.events\n  GROUP BY events.type;';
    const by18 = 'SELECT type,\n    count(*) AS n\n   FROM public.events\n  GROUP BY type;';
    expect(verdicts([stepOf('1', { [key]: by18 })], { [key]: by15 })).toEqual(['1 evident']);
    const other = by15.replace('count(*)', 'sum(1)');
    expect(verdicts([stepOf('1', { [key]: by18 })], { [key]: other })).toEqual([
      '1 undecided - what it changes is there in another form',
    ]);
  });
});

describe('one round of inference', () => {
  const email = stepOf('2', { 'column public.users.email': 'text' });
  const longer = stepOf('3', { 'column public.users.email': 'character varying(80)' });
  const dropped = stepOf('3', { 'column public.users.email': null });

  it('says who changed what it makes', () => {
    const steps = [users, email, longer];
    const live = { ...USERS, 'column public.users.email': 'character varying(80)' };
    expect(verdicts(steps, live)).toEqual([
      '1 evident',
      '2 evident (implied) - 3 changes what it makes',
      '3 evident',
    ]);
    expect(verdicts(steps, {})).toEqual(['1 absent', '2 absent', '3 absent']);
  });

  it('infers nothing where a table took it along, and was made anew', () => {
    const by = (columns: string): Change => ({
      'index public.users_email': `CREATE INDEX users_email ON public.users (${columns})`,
    });
    const made = stepOf('2', by('email'));
    const anew = stepOf('3', by('email, id'), { removes: ['users'] });
    const again = stepOf('3', by('email, id'), { removes: ['users_email'] });
    const live = { ...USERS, ...(by('email, id') as Record<string, string>) };
    expect(verdicts([users, made, again], live)[1]).toContain('2 evident (implied)');
    expect(verdicts([users, made, anew], live)[1]).toContain('2 undecided');
  });

  it('takes nothing for whole whose other half is gone, and may never have been there', () => {
    const unique = { 'index public.users_email': 'CREATE INDEX …' };
    const indexed = stepOf('2', { 'column public.users.email': 'text', ...unique });
    expect(verdicts([users, indexed, dropped], { ...USERS, ...unique })).toEqual([
      '1 evident',
      '2 undecided - who took away column public.users.email is not known',
      '3 undecided - others make or undo all that it makes',
    ]);
    const known = { 'column public.users.name': 'text' };
    const proven = stepOf('3', { 'column public.users.email': null, ...known });
    expect(verdicts([users, indexed, proven], { ...USERS, ...unique, ...known })).toEqual([
      '1 evident',
      '2 evident',
      '3 evident',
    ]);
  });

  it('infers nothing from what is undecided, conditional or claimed', () => {
    const careful = { ...longer, conditional: ['users'] };
    const live = { ...USERS, 'column public.users.email': 'character varying(80)' };
    expect(verdicts([users, email, careful], live)[1]).toBe(
      '2 undecided - others make or undo all that it makes',
    );
    expect(verdicts([users, email, dropped], USERS).slice(1)).toEqual([
      '2 undecided - others make or undo all that it makes',
      '3 undecided - others make or undo all that it makes',
    ]);
  });
});

describe('the best beginning', () => {
  const proof = (name: string, verdict: 'evident' | 'absent' | 'undecided') => ({
    name,
    verdict,
    for: [],
    against: [],
    drift: [],
    open: null,
    because: null,
    implied: false,
  });

  it('is a headline: where it ends, and how many do not fit', () => {
    const all = [proof('1', 'evident'), proof('2', 'undecided'), proof('3', 'evident')];
    expect(bestPrefix(all)).toEqual({ last: '3', mismatches: 0 });
    expect(bestPrefix([...all, proof('4', 'absent')])).toEqual({ last: '3', mismatches: 0 });
    const hole = [
      proof('1', 'evident'),
      proof('2', 'absent'),
      proof('3', 'evident'),
      proof('4', 'evident'),
    ];
    expect(bestPrefix(hole)).toEqual({ last: '4', mismatches: 1 });
    expect(bestPrefix([proof('1', 'absent')])).toEqual({ last: null, mismatches: 0 });
  });
});
