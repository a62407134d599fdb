import { GateError } from '../errors.ts';

/** A variable and where it stands, for messages; never its value. */
export type Place = {
  /** The file or environment: `.env`, `the environment`. */
  readonly source: string;
  readonly variable: string;
};

/** BAD_CONFIG for a variable: `.env: DATABASE_URL names no database.` */
export function badVariable(place: Place, problem: string, fix?: string): GateError {
  return new GateError('BAD_CONFIG', {
    where: place.source,
    problem: `${place.variable} ${problem}`,
    fix: fix ?? `Correct ${place.variable} in ${place.source}.`,
  });
}
