import type { Ci } from './ci.ts';
import type { Verdict } from './decide.ts';
import type { Reason } from './report.ts';
import { urlVariables } from './variable-prefix.ts';

/**
 * A verdict as it is to be read in CI. There is no `.env` to write: a connection comes from a
 * secret, and a fork gets none. Then nothing was verified, which is never green (contract 3).
 */
export function forCi(verdict: Verdict, ci: Ci | null): Verdict {
  if (ci === null) return verdict;
  const reasons = verdict.report.reasons.map((reason) =>
    reason.code === 'NOT_CONFIGURED' ? notConfigured(reason, ci) : reason,
  );
  return { ...verdict, report: { ...verdict.report, reasons } };
}

function notConfigured(reason: Reason, ci: Ci): Reason {
  if (ci.fork) {
    return {
      ...reason,
      message: `${reason.message}\nCannot verify: it comes from a fork, and a fork gets no secrets.`,
      fixes: [
        'Push its branch to this repository, and open the request from there;',
        'or merge it in a clone that has the gate.',
      ],
    };
  }
  const target = reason.target ?? 'production';
  const message = `${reason.message}\nCannot verify: this job was given no connection.`;
  return { ...reason, message, fixes: fixesIn(ci, target) };
}

function fixesIn({ system }: Ci, target: string): string[] {
  const [name] = urlVariables(target);
  if (target === 'local') return [`In CI no local database is meant; set: ${name}=none`];
  if (system === 'github') {
    return [
      `Make a secret ${name}, and hand it to the step:`,
      `env:\n  ${name}: \${{ secrets.${name} }}`,
    ];
  }
  if (system === 'gitlab') return [`Settings > CI/CD > Variables: ${name}, masked`];
  return [`Set ${name} from a secret of this CI.`];
}
