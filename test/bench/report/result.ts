/** One line of a goal: what was asked for, and what was measured. */
export type Claim = {
  readonly what: string;
  /** `≤ 1.25 ×` */
  readonly limit: string;
  readonly measured: string;
  readonly met: boolean;
};

export type Table = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** What one goal came to. */
export type Result = {
  readonly number: number;
  readonly title: string;
  /** How it was measured. */
  readonly how: string;
  readonly claims: readonly Claim[];
  readonly tables: readonly Table[];
  readonly notes?: readonly string[];
  /** Why a claim is not met, where one is not: what the tables below it cannot say. */
  readonly why?: readonly string[];
  /** Where the time goes, where a claim is not met. */
  readonly profile?: readonly Table[];
  /** SVG text by the name of a file beside the report. */
  readonly charts?: Readonly<Record<string, string>>;
};

/** A claim about a number that must not be above a limit. */
export function atMost(what: string, value: number, limit: number, unit: string): Claim {
  const digits = unit === '×' ? 2 : unit === '' ? 0 : 1;
  return {
    what,
    limit: `≤ ${limit} ${unit}`.trim(),
    measured: `${value.toFixed(digits)} ${unit}`.trim(),
    met: value <= limit,
  };
}

/** A claim about each of several; what is shown is the one that comes out worst. */
export function eachAtMost(
  what: string,
  values: ReadonlyMap<string, number>,
  limit: number,
): Claim[] {
  const [worst] = [...values].sort(([, a], [, b]) => b - a);
  if (worst === undefined) return [];
  const [name, value] = worst;
  const claim = atMost(what, value, limit, '×');
  return [{ ...claim, measured: `${claim.measured} (${name})` }];
}
