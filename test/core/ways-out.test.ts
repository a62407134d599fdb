import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { renderReport } from '../../src/core/render-report.ts';
import { waysIn, waysWhenThere } from '../../src/core/ways-out.ts';
import { factsOf, UNREACHABLE, wideLines } from './builders.ts';

const WAY = { invoke: 'npx --no migration-gate', what: 'feature', target: 'production' };

describe('the ways out, in order', () => {
  it('of a firewall', () => {
    expect(waysIn(WAY).join('\n')).toMatchInlineSnapshot(`
      "npx --no migration-gate deploy feature --open-firewall
        (by hand: Databases > the cluster > Settings > Trusted Sources)
      Or, on a machine that has access:
      npx --no migration-gate deploy feature
      Or there with psql; its receipt counts here:
      npx --no migration-gate bundle feature
      npx --no migration-gate verify --receipt <code>
      Or through DigitalOcean's console proxy, or a tunnel."
    `);
    expect(waysIn({ ...WAY, target: 'eu-west' }).join('\n')).toContain(
      'migration-gate deploy feature --target eu-west --open-firewall',
    );
  });

  it('of "already exists"', () => {
    const migration = { name: '001_a.sql', path: 'migrations/001_a.sql' };
    expect(waysWhenThere(WAY, migration).join('\n')).toMatchInlineSnapshot(`
      "If it was run by hand already: see whether all of it is there, and record it:
      npx --no migration-gate verify feature --evidence
      npx --no migration-gate adopt 001_a.sql --target production --reason "…"
      If not: correct migrations/001_a.sql, commit it, and repeat:
      npx --no migration-gate deploy feature"
    `);
    const local = waysWhenThere({ ...WAY, target: 'local' }, migration);
    expect(local.at(-1)).toBe('npx --no migration-gate apply feature');
  });

  it('of a production that a firewall keeps from us, and a local one that only has to be started', () => {
    const barred = { ...UNREACHABLE, barred: true } as const;
    const facts = factsOf({ migrations: ['001_a.sql'], local: barred, production: barred });
    const [local, production] = decide(facts).report.reasons;
    expect(local?.fixes).toEqual([...UNREACHABLE.fixes, 'npx --no migration-gate apply feature']);
    // Deploying is said once.
    expect(production?.fixes).toEqual([...waysIn(WAY), 'npx --no migration-gate deploy feature']);
    expect(wideLines(renderReport(decide(facts)))).toEqual([]);
  });

  it('fit a terminal', () => {
    for (const line of waysIn(WAY)) expect(line.length).toBeLessThanOrEqual(78);
  });
});
