import type { Pair } from './migration.ts';

/**
 * A dump that stands for the first migrations of a database that is older than they are: `apply`,
 * `deploy` and the shadow engine begin with it where there is nothing yet.
 */
export type Baseline = {
  /** From the root of the repository. */
  readonly path: string;
  /** Its git blob id. */
  readonly blob: string;
  readonly sql: string;
  /** The last migration whose effects it holds. */
  readonly through: string;
  /**
   * All whose effects it holds, by name and content. Never a highest number: what is merged later
   * with a lower one is not in the dump.
   */
  readonly covers: readonly Pair[];
};

const THROUGH = /^-- migration-gate: baseline through (.+)$/;
const COVERS = /^-- migration-gate: covers (.+) ([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What the head of a baseline says; null: it is none of ours.
 * ```
 * -- migration-gate: baseline through 002_b.sql
 * -- migration-gate: covers 001_a.sql 5f1c…
 * -- migration-gate: covers 002_b.sql a02b…
 * ```
 */
export function parseBaseline(text: string): Pick<Baseline, 'through' | 'covers'> | null {
  const [first = '', ...rest] = text.split('\n');
  const through = THROUGH.exec(first)?.[1];
  if (through === undefined) return null;
  const end = rest.findIndex((line) => !line.startsWith('--'));
  const covers = rest.slice(0, end === -1 ? rest.length : end).flatMap((line) => {
    const [, name = '', blob = ''] = COVERS.exec(line) ?? [];
    return name === '' ? [] : [{ name, blob }];
  });
  return covers.some(({ name }) => name === through) ? { through, covers } : null;
}

/** The file: the head that `parseBaseline` reads, and the dump. */
export function renderBaseline(
  { through, covers }: Pick<Baseline, 'through' | 'covers'>,
  dump: string,
): string {
  const head = [
    `-- migration-gate: baseline through ${through}`,
    ...covers.map(({ name, blob }) => `-- migration-gate: covers ${name} ${blob}`),
    '-- The schema of a database that is older than its migrations. An empty database begins',
    '-- with it, and these count as applied. Made anew by: migration-gate baseline --replace',
  ];
  return `${head.join('\n')}\n\n${dump}`;
}

/** Names of what a candidate's baseline stands for; none where it has none. */
export const coveredNames = (baseline: Baseline | undefined): ReadonlySet<string> =>
  new Set(baseline?.covers.map(({ name }) => name));

/** Beside the migrations folder: `database/migrations` → `database/baseline.sql`. */
export function defaultBaselinePath(migrations: string): string {
  return `${migrations.slice(0, migrations.lastIndexOf('/') + 1)}baseline.sql`;
}
