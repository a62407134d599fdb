import type { Candidate } from '../core/candidate.ts';
import type { Repository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import type { Judged } from './judge-update.ts';
import type { What } from './read-candidate.ts';
import { runOnTarget } from './run-on-target.ts';

/**
 * After a yes: runs exactly what was judged on these targets, one after the other; the first
 * failure ends it. migration-gate.json is not touched (contract 4).
 */
export async function runPending(
  context: Context,
  repository: Repository,
  judged: Extract<Judged, { kind: 'judged' }>,
  pending: { readonly targets: readonly string[]; readonly what: What },
): Promise<ExitCode> {
  const { facts, config } = judged;
  const candidate = { ...facts.candidate, ref: cameFrom(facts.candidate, pending.what) };
  for (const target of pending.targets) {
    const run = {
      what: pending.what,
      target,
      origin: target === 'local' ? ('applied' as const) : ('deployed' as const),
      config,
      dryRun: false,
      confirm: false,
      pin: false,
      optional: false,
      beside: [target === 'local' ? 'production' : 'local'],
      besideSeconds: config.timeoutSeconds,
    };
    const code = await runOnTarget(context, repository, run, candidate);
    if (code !== 0) return code;
  }
  return 0;
}

/** The branch that a ledger names: the merged one; for a commit the one that it is made on. */
function cameFrom({ ref }: Candidate, what: What): string | null {
  if (what.kind !== 'tree-ish' && what.kind !== 'merge') return ref;
  if (/^[0-9a-f]{40,64}$/.test(what.name)) return null;
  return what.name.startsWith('refs/') ? what.name : `refs/heads/${what.name}`;
}
