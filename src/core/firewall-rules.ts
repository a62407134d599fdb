import { isWithin } from './public-address.ts';

/** One trusted source, with whatever else the provider keeps of it: all of it goes back unchanged. */
export type Rule = {
  readonly type: string;
  readonly value: string;
  readonly uuid?: string | undefined;
  readonly description?: string | null | undefined;
  readonly [unknown: string]: unknown;
};

/** A rule that we have added, or are about to. */
export type OwnRule = {
  readonly ip: string;
  /** Its description: `migration-gate <host> <lease> until <time>`. */
  readonly label: string;
  /** The id that the provider gave it; null where its answer never came. */
  readonly uuid: string | null;
};

export type Opening =
  | { readonly kind: 'open'; readonly rules: readonly Rule[] }
  /** Allowed already, by a rule that is not ours, so never removed by us. */
  | { readonly kind: 'allowed'; readonly by: Rule }
  /** An empty list lets everybody in: one rule would lock all others out. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'full' };

export type Closing =
  | { readonly kind: 'close'; readonly rules: readonly Rule[] }
  | { readonly kind: 'gone' }
  /** There is a rule for the address, and nothing says that it is ours. */
  | { readonly kind: 'foreign' }
  /** Without it the list would be empty: open to everybody. */
  | { readonly kind: 'last' };

/** The provider's limit; a droplet counts twice. */
const LIMIT = 100;

/** The list with our rule in it; every other rule stays exactly as it was read. */
export function planOpening(rules: readonly Rule[], own: OwnRule): Opening {
  if (rules.length === 0) return { kind: 'empty' };
  const by = rules.find((rule) => rule.type === 'ip_addr' && isWithin(own.ip, rule.value));
  if (by !== undefined) return { kind: 'allowed', by };
  const taken = rules.reduce((sum, { type }) => sum + (type === 'droplet' ? 2 : 1), 0);
  if (taken + 1 > LIMIT) return { kind: 'full' };
  const ours: Rule = { type: 'ip_addr', value: own.ip, description: own.label };
  return { kind: 'open', rules: [...rules, ours] };
}

/** The list without our rule, and without no other. */
export function planClosing(rules: readonly Rule[], own: OwnRule): Closing {
  const ours = findOwn(rules, own);
  if (ours === null) {
    const same = rules.some(({ type, value }) => type === 'ip_addr' && value === own.ip);
    return { kind: same ? 'foreign' : 'gone' };
  }
  const others = rules.filter((rule) => rule !== ours);
  return others.length === 0 ? { kind: 'last' } : { kind: 'close', rules: others };
}

/** Ours by its id, else by its address and description together: either alone may be another's. */
export function findOwn(rules: readonly Rule[], { ip, label, uuid }: OwnRule): Rule | null {
  const same = rules.filter(({ type, value }) => type === 'ip_addr' && value === ip);
  const byId = uuid === null ? undefined : same.find((rule) => rule.uuid === uuid);
  return byId ?? same.find(({ description }) => description === label) ?? null;
}

/** What stood in the list before and is not in it afterwards. */
export function missingRules(before: readonly Rule[], after: readonly Rule[]): Rule[] {
  const there = new Set(after.map(keyOf));
  return before.filter((rule) => !there.has(keyOf(rule)));
}

/** The provider may give a rule another id when the list is replaced. */
const keyOf = ({ type, value }: Rule): string => `${type} ${value}`;
