import type { Candidate } from './candidate.ts';
import type { Verdict } from './decide.ts';
import type { Problem } from './facts.ts';
import type { Report } from './report.ts';

/** Nothing is brought, so nobody has to be asked: CI is green without secrets. */
export function nothingToCheck({ commit, tree, ref }: Candidate): Verdict {
  return verdict('not-applicable', { commit, tree, ref }, []);
}

/** The configuration cannot be read, so nothing can be judged. */
export function verdictOnError({ code, message, fix }: Problem): Verdict {
  const reason = { code, target: null, migrations: [], message, fixes: [fix] };
  return verdict('error', { commit: null, tree: '', ref: null }, [
    { ...reason, severity: 'block' },
  ]);
}

function verdict(
  is: Report['verdict'],
  candidate: Report['candidate'],
  reasons: Report['reasons'],
): Verdict {
  const report: Report = { version: 1, verdict: is, candidate, targets: [], reasons };
  return { report, overridden: null, remarks: new Map() };
}
