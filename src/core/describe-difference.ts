import { parseCatalogKey } from './catalog-key.ts';
import { describeRoutine } from './describe-routine.ts';
import { countParts, type Folded } from './fold-differences.ts';

/** A difference as people speak: `column public.users.age: default 0, promised 1`. */
export function describeDifference(difference: Folded): string {
  const { key, parts } = difference;
  const special = SPECIAL[parseCatalogKey(key).kind]?.(difference) ?? null;
  if (special !== null) return special;
  const { subject, noun } = subjectOf(key);
  const counted = countParts(parts);
  const thing = noun === '' ? subject : `${subject}: ${noun}`;
  return stateOf(counted === '' ? thing : `${thing} (${counted})`, noun, difference);
}

/** Values of more than this do not fit on the line; both are shown below it. */
const SHORT = 24;

/** Whether the sentence has both values in it. */
export function saysBoth({ kind, promised, live }: Folded): boolean {
  return kind === 'changed' && isShort(promised) && isShort(live);
}

const isShort = (value: string | null): boolean => value !== null && value.length <= SHORT;

function stateOf(thing: string, noun: string, difference: Folded): string {
  const { kind, promised, live } = difference;
  if (kind === 'missing') return `${thing} is missing`;
  if (kind === 'extra') return `${thing} is in no migration`;
  if (!saysBoth(difference)) return `${thing} is not as promised`;
  return `${thing}${noun === '' ? ':' : ''} ${live}, promised ${promised}`;
}

/** What an attribute is called, and of what it is one; the noun is empty for an object itself. */
function subjectOf(key: string): { readonly subject: string; readonly noun: string } {
  const { kind, name, rest } = parseCatalogKey(key);
  const noun = NOUNS[kind];
  if (noun === undefined) return { subject: key, noun: '' };
  const [of, what] = noun;
  return { subject: `${of} ${name}`, noun: rest === '' ? what : `${what} ${rest}` };
}

const NOUNS: Readonly<Record<string, readonly [of: string, what: string]>> = {
  'not null': ['column', 'NOT NULL'],
  collation: ['column', 'collation'],
  identity: ['column', 'identity'],
  default: ['column', 'default'],
  generated: ['column', 'generation expression'],
  storage: ['column', 'storage'],
  'statistics target': ['column', 'statistics target'],
  'column options': ['column', 'setting'],
  'replica identity': ['table', 'replica identity'],
  inherits: ['table', 'inheritance from'],
  'owned by': ['sequence', 'owning column'],
  label: ['enum', 'label'],
};

type Special = (difference: Folded) => string | null;

/** When a trigger or a rule fires: `tgenabled`, the last letter of the value. */
const FIRES: Readonly<Record<string, string>> = {
  O: 'enabled',
  D: 'disabled',
  R: 'enabled on replicas only',
  A: 'enabled always',
};

const firing: Special = ({ key, kind, promised, live }) => {
  if (kind !== 'changed' || promised?.slice(0, -1) !== live?.slice(0, -1)) return null;
  const [is, was] = [live, promised].map((value) => FIRES[value?.at(-1) ?? ''] ?? 'unknown');
  return `${key} is ${is}, promised ${was}`;
};

/** `CHECK ((a > 0)) NOT VALID`, `CREATE INDEX … INVALID`, `table unlogged` */
const marked =
  (mark: string): Special =>
  ({ key, kind, promised, live }) => {
    const isMarked = live?.endsWith(` ${mark}`);
    if (kind === 'extra') return isMarked ? `${key} is in no migration, and ${mark}` : null;
    if (kind !== 'changed') return null;
    if (live === `${promised} ${mark}`) return `${key} is ${mark}`;
    return promised === `${live} ${mark}` ? `${key} is promised as ${mark}, and is not` : null;
  };

const SPECIAL: Readonly<Record<string, Special>> = {
  trigger: firing,
  rule: firing,
  constraint: marked('NOT VALID'),
  index: marked('INVALID'),
  table: (difference) => (difference.kind === 'changed' ? marked('unlogged')(difference) : null),
  function: describeRoutine,
  procedure: describeRoutine,
  column: ({ key, kind, promised, live }) =>
    kind === 'changed' ? `${key}: type ${live}, promised ${promised}` : null,
  partition: ({ key, kind }) => {
    const table = `table ${parseCatalogKey(key).name}`;
    if (kind === 'missing') return `${table} is no partition any more`;
    if (kind === 'extra') return `${table} is a partition, which is in no migration`;
    return `${table} has other bounds as a partition than promised`;
  },
  'row security': ({ key, kind, promised, live }) => {
    const named = `row security of ${parseCatalogKey(key).name}`;
    if (kind === 'missing') return `${named} is off, promised on`;
    return kind === 'extra'
      ? `${named} is on, in no migration`
      : `${named} is ${live}, promised ${promised}`;
  },
  options: (difference) => {
    const named = `storage options of ${parseCatalogKey(difference.key).name}`;
    if (difference.kind === 'missing') return `${named}: promised ${difference.promised}`;
    if (difference.kind === 'extra') return `${named}: ${difference.live}, in no migration`;
    return `${named}: ${difference.live}, promised ${difference.promised}`;
  },
};
