import { resolve } from 'node:path';
import { exitCodeOf } from '../core/decide.ts';
import { isUtf8 } from '../core/decode-name.ts';
import { renderReport } from '../core/render-report.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Report } from '../core/report.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { apply } from './apply.ts';
import { askToDeploy } from './ask-to-deploy.ts';
import { closeCommand } from './close-command.ts';
import { readRefusals } from './close-refusals.ts';
import type { Context, ExitCode } from './context.ts';
import { deploy } from './deploy.ts';
import { discard } from './discard-worktree.ts';
import { type Found, findWorktree } from './find-worktree.ts';
import { nameBranch } from './name-commit.ts';
import type { What } from './read-candidate.ts';
import { readWork } from './read-work.ts';
import { removeClosed, stays } from './remove-closed.ts';
import { verifyCandidate } from './verify-candidate.ts';

export type CloseOptions = {
  readonly yes?: boolean;
  readonly discard?: boolean;
  readonly reason?: string;
};

/**
 * `worktree close`: verifies what the worktree's HEAD has, offers to deploy it, then has git remove
 * the worktree. One that is gone already is closed; one that was deleted by hand is settled in the
 * same way. With `discard` nothing is deployed (see discard-worktree.ts).
 */
export async function worktreeClose(
  context: Context,
  path: string | undefined,
  options: CloseOptions,
): Promise<ExitCode> {
  const reason = parseReason(options);
  const found = await findWorktree(context.cwd, path);
  if (found === null) {
    context.out(`${visible(resolve(context.cwd, path ?? '.'))} is closed already.\n`);
    return 0;
  }
  const { worktree, repository } = found;
  const again = closeCommand(repository.mainRoot, worktree.path);
  const refusals = await readRefusals(found, again);
  if (refusals.length > 0) {
    context.err(renderRefusals(refusals, stays(worktree)));
    return 1;
  }
  const there = { ...context, cwd: repository.root };
  const work = await readWork(found);
  const what = await readWhat(found);
  if (reason !== null) return discard(there, found, { what, work, reason, close: again });
  // What brings nothing asks nobody (contract 1, law 2).
  if (work.brought.length === 0) return removeClosed(context, found, again);
  const code = await verifyOrDeploy(there, found, what, options.yes ?? false);
  return code === 0 ? removeClosed(context, found, again) : code;
}

/** The reason to discard, or null. Throws BAD_USAGE: nothing is thrown away without one. */
function parseReason({ discard: discards = false, reason }: CloseOptions): string | null {
  if (!discards && reason !== undefined) {
    throw new GateError('BAD_USAGE', {
      problem: '--reason is for --discard.',
      fix: 'migration-gate worktree close --help',
    });
  }
  if (!discards) return null;
  if (reason?.trim()) return reason.trim();
  throw new GateError('BAD_USAGE', {
    problem: '--discard needs a reason.',
    fix: 'migration-gate worktree close <path> --discard --reason "why it is not needed"',
  });
}

/**
 * By its own name, not as HEAD: what a report prints may be typed in another worktree. A tag may
 * have the branch's short name.
 */
export async function readWhat({ worktree: { ref, head }, repository }: Found): Promise<What> {
  const commit = head ?? 'HEAD';
  const named = ref !== null && isUtf8(ref);
  return {
    kind: 'tree-ish',
    name: named ? await nameBranch(repository.git, ref, commit) : commit,
  };
}

async function verifyOrDeploy(
  context: Context,
  found: Found,
  what: What,
  yes: boolean,
): Promise<ExitCode> {
  const report = await sayReport(context, found, what);
  const code = exitCodeOf(report.verdict);
  // Without a terminal there is nobody to ask: then it is a block, and the report says all.
  if (code !== 1 || !(yes || (await askToDeploy(context, report)))) return code;
  const applied = await apply(context, { what, optional: true });
  if (applied !== 0) return applied;
  const deployed = await deploy(context, { what, yes: true, pin: false });
  if (deployed !== 0) return deployed;
  return exitCodeOf((await sayReport(context, found, what)).verdict);
}

async function sayReport(context: Context, found: Found, what: What): Promise<Report> {
  const verdict = await verifyCandidate(context, found.repository, { what });
  context.out(renderReport(verdict));
  return verdict.report;
}
