/** One thing that a migration does, as a summary names it. */
export type ChangeItem = {
  readonly verb: Verb;
  /** As one writes it in a sentence: `table`, `materialized view`; '' where the name says it all. */
  readonly kind: string;
  /** `users.age`, `billing.invoices`; of what runs: `a DO block`. */
  readonly name: string;
  /** Stands in brackets behind the name: `7 columns`. */
  readonly detail?: string;
  /** It may have been there before: IF NOT EXISTS. */
  readonly unsure?: boolean;
  /** The table that it is on, where that is another than the name says. */
  readonly on?: string;
};

/** In the order in which a summary has them. */
export const VERBS = [
  'adds',
  'defines',
  'renames',
  'changes',
  'drops',
  'empties',
  'changes data in',
  'runs',
] as const;
export type Verb = (typeof VERBS)[number];

const HOLDS_DATA = new Set(['table', 'column', 'schema', 'foreign table', 'database', 'type']);
const MINOR = new Set(['index', 'trigger', 'policy', 'constraint', 'statistics', 'rule']);

/** What is not to be had again is named before all else where there is no room. */
export function rankOf({ verb, kind }: Pick<ChangeItem, 'verb' | 'kind'>): number {
  if (verb === 'empties' || (verb === 'drops' && HOLDS_DATA.has(kind))) return 3;
  if (MINOR.has(kind)) return 0;
  return kind === 'table' ? 2 : 1;
}
