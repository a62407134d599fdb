import { describe, expect, it } from 'vitest';
import { planRenumber, type RenumberFacts } from '../../src/core/plan-renumber.ts';
import { renderRefusals } from '../../src/core/render-run.ts';
import { migration, NOW, row, sqlOf, target, UNREACHABLE, wideLines } from './builders.ts';

const NAME = '002_items.sql';
const facts = (over: Partial<RenumberFacts> = {}): RenumberFacts => ({
  name: NAME,
  to: null,
  folder: ['001_a.sql', '002_items.sql'],
  holders: new Map([
    ['001_a.sql', ['main']],
    ['002_items.sql', ['items']],
    ['002_orders.sql', ['orders', 'the ledger of production']],
  ]),
  targets: [target('local', ['001_a.sql']), target('production', ['001_a.sql'])],
  file: { blob: migration(NAME).blob, text: sqlOf(NAME) },
  migrations: 'migrations',
  now: NOW,
  invoke: 'npx --no migration-gate',
  ...over,
});
const local = (...rows: Parameters<typeof row>[]): RenumberFacts['targets'] => [
  target(
    'local',
    rows.map((one) => row(...one)),
  ),
  target('production', []),
];
const refusal = (over: Partial<RenumberFacts>): string => {
  const plan = planRenumber(facts(over));
  if (plan.outcome !== 'refused') throw new Error(`not refused: ${plan.newName}`);
  return renderRefusals(plan.refusals, `${NAME} was not renumbered.`);
};

describe('renumber', () => {
  it('gives the next free number, or the one that was asked for, with the folder’s width', () => {
    expect(planRenumber(facts())).toEqual({
      outcome: 'renumber',
      newName: '003_items.sql',
      ledger: false,
    });
    expect(planRenumber(facts({ to: '17' }))).toMatchObject({ newName: '017_items.sql' });
  });

  it('takes the local row along, where its text is the same but for comments', () => {
    expect(planRenumber(facts({ targets: local([NAME]) }))).toMatchObject({ ledger: true });
    const cosmetic = local([NAME, { blob: 'f'.repeat(40), sql: `-- x\n${sqlOf(NAME)}` }]);
    expect(planRenumber(facts({ targets: cosmetic }))).toMatchObject({ ledger: true });
  });

  it('asks nothing of targets that are switched off', () => {
    const off = [target('local', { access: 'off' }), target('production', { access: 'off' })];
    expect(planRenumber(facts({ targets: off }))).toMatchObject({ outcome: 'renumber' });
  });

  it.each<[string, Partial<RenumberFacts>]>([
    ['production has it', { targets: [target('local', []), target('production', [NAME])] }],
    ['production is silent', { targets: [target('local', []), target('production', UNREACHABLE)] }],
    ['local is silent', { targets: [target('local', UNREACHABLE), target('production', [])] }],
    ['it is in another worktree', { name: '002_orders.sql', file: null }],
    ['it is nowhere', { name: '009_x.sql', file: null }],
    ['the number is taken', { to: '1' }],
    ['it has that number', { to: '0002' }],
    ['it was started on local', { targets: local([NAME, { state: 'started', appliedAt: null }]) }],
    ['it was changed since', { targets: local([NAME, { blob: 'f'.repeat(40), sql: 'SELECT 2' }]) }],
  ])('refuses where %s', (_, over) => {
    const text = refusal(over);
    expect(wideLines(text)).toEqual([]);
    expect(text).toMatchSnapshot();
  });
});
