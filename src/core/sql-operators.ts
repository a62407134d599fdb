import { isOperator } from './sql-characters.ts';

/** With one of these in it an operator may end in `+` or `-`. */
const NOT_IN_STANDARD_SQL = /[~!@#^&|`?%]/;

export const startsComment = (text: string, at: number): boolean =>
  text.startsWith('--', at) || text.startsWith('/*', at);

/**
 * The ends of the operators in the run of operator characters at `at`, which is no comment. A
 * comment ends the run (`1+--one`), and what is made of standard SQL's characters alone loses its
 * trailing `+` and `-`, so that `=-1` is `=` and `-` (manual, 4.1.3). The whole run at once, for
 * looking at each of its characters anew would take quadratic time.
 */
export function operatorEnds(text: string, at: number): readonly number[] {
  let run = at + 1;
  while (isOperator(text.charCodeAt(run)) && !startsComment(text, run)) run += 1;
  const first = endOfFirst(text, at, run);
  return Array.from({ length: run - first + 1 }, (_, index) => first + index);
}

function endOfFirst(text: string, at: number, run: number): number {
  const isSign = (index: number) => text[index] === '+' || text[index] === '-';
  if (!isSign(run - 1) || NOT_IN_STANDARD_SQL.test(text.slice(at, run - 1))) return run;
  let end = run;
  while (end > at + 1 && isSign(end - 1)) end -= 1;
  return end;
}
