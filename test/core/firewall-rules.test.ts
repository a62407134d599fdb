import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findOwn,
  missingRules,
  planClosing,
  planOpening,
  type Rule,
} from '../../src/core/firewall-rules.ts';

const OWN = { ip: '8.8.4.4', label: 'migration-gate ann 1f until 2026', uuid: null };

const address = fc.oneof(fc.ipV4(), fc.constant(OWN.ip), fc.constant('8.8.4.0/24'));
const rule: fc.Arbitrary<Rule> = fc.record(
  {
    type: fc.constantFrom('ip_addr', 'droplet', 'k8s', 'tag', 'app'),
    value: fc.oneof(address, fc.string()),
    uuid: fc.uuid(),
    description: fc.oneof(fc.string(), fc.constant(OWN.label), fc.constant(null)),
    created_at: fc.string(),
    future: fc.jsonValue(),
  },
  { requiredKeys: ['type', 'value'] },
);
const rules = fc.array(rule, { maxLength: 12 });

describe('whatever the list', () => {
  it('opening keeps every rule as it was, in its place, and adds at most ours', () => {
    fc.assert(
      fc.property(rules, (before) => {
        const plan = planOpening(before, OWN);
        if (plan.kind !== 'open') return;
        expect(plan.rules.slice(0, -1)).toEqual(before);
        expect(plan.rules.at(-1)).toEqual({
          type: 'ip_addr',
          value: OWN.ip,
          description: OWN.label,
        });
      }),
    );
  });

  it('closing after opening gives the list back, and never an empty one', () => {
    fc.assert(
      fc.property(rules, fc.option(fc.uuid()), (before, uuid) => {
        const plan = planOpening(before, OWN);
        if (plan.kind !== 'open') return;
        const given = plan.rules.map((one, i) =>
          i === before.length && uuid !== null ? { ...one, uuid } : one,
        );
        expect(planClosing(given, { ...OWN, uuid })).toEqual({ kind: 'close', rules: before });
      }),
    );
  });

  it('closing takes nothing away but a rule that is ours', () => {
    fc.assert(
      fc.property(rules, fc.option(fc.uuid()), (before, uuid) => {
        const own = { ...OWN, uuid };
        const plan = planClosing(before, own);
        if (plan.kind !== 'close') return;
        expect(plan.rules).toHaveLength(before.length - 1);
        expect(plan.rules.length).toBeGreaterThan(0);
        const [gone] = before.filter((one) => !plan.rules.includes(one));
        expect(gone?.value).toBe(own.ip);
        expect(gone?.description === own.label || gone?.uuid === own.uuid).toBe(true);
      }),
    );
  });
});

describe('opening', () => {
  const office: Rule = { type: 'ip_addr', value: '1.2.3.4', uuid: 'a' };
  const twice: Rule = { type: 'droplet', value: '7' };

  it.each([
    ['an empty list lets everybody in: refused', [], 'empty'],
    ['the very address is there', [{ type: 'ip_addr', value: '8.8.4.4' }], 'allowed'],
    ['a range has it', [{ type: 'ip_addr', value: '8.8.0.0/16' }], 'allowed'],
    ['a tag of that name is no address', [{ type: 'tag', value: '8.8.4.4' }], 'open'],
    ['ninety-nine', Array.from({ length: 99 }, () => office), 'open'],
    ['a hundred', Array.from({ length: 100 }, () => office), 'full'],
    ['fifty droplets, which count twice', Array.from({ length: 50 }, () => twice), 'full'],
  ] as const)('%s', (_, before, kind) => {
    expect(planOpening(before, OWN).kind).toBe(kind);
  });
});

describe('closing', () => {
  const office: Rule = { type: 'ip_addr', value: '1.2.3.4' };
  const ours: Rule = { type: 'ip_addr', value: OWN.ip, uuid: 'u', description: OWN.label };

  it.each([
    ['by its id', [office, { ...ours, description: 'edited' }], 'u', 'close'],
    ['by its description where it has another id', [office, ours], 'other', 'close'],
    ['gone already', [office], 'u', 'gone'],
    [
      'the same address by somebody else',
      [office, { ...ours, uuid: 'x', description: '' }],
      'u',
      'foreign',
    ],
    ['the id of another address', [office, { ...ours, value: '9.9.9.9' }], 'u', 'gone'],
    ['the last one', [ours], 'u', 'last'],
  ] as const)('%s', (_, list, uuid, kind) => {
    expect(planClosing(list, { ...OWN, uuid }).kind).toBe(kind);
  });

  it('tells which rules somebody else has taken away', () => {
    const renumbered = { ...office, uuid: 'new', created_at: 'later' };
    expect(missingRules([office, ours], [renumbered])).toEqual([ours]);
    expect(findOwn([office, ours], OWN)).toBe(ours);
  });
});
