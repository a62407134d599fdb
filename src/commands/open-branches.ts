import type { GateConfig } from '../config/gate-config.ts';
import { withoutPairs } from '../core/pairs.ts';
import type { Bringing, Tip } from '../core/tip.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readUnmerged } from '../git/read-tips.ts';
import { readHead } from '../git/refs.ts';
import { type Overview, readOverview } from './read-overview.ts';

/** A branch that the protected one does not contain, with what it would bring. */
export type OpenBranch = Tip & Pick<Bringing, 'brings'>;

type Wanted = { readonly into?: string; readonly remote?: boolean };

/**
 * The protected branch that is merged into, and every open one. A remote's branch counts where
 * there is none of its name here. What is not committed is not merged.
 */
export async function readOpenBranches(
  git: Git,
  config: GateConfig,
  { into, remote = false }: Wanted,
): Promise<{ readonly base: Tip; readonly open: readonly OpenBranch[] }> {
  const overview = await readOverview(git, config);
  const { tips } = overview;
  const base = await findBase(git, overview, into);
  const unmerged = await readUnmerged(git, base.commit);
  const here = new Set(tips.filter((tip) => !tip.remote).map(({ name }) => name));
  const open = tips.filter(
    ({ ref, name, guarded, ...tip }) =>
      ref !== null &&
      unmerged.has(ref) &&
      !guarded &&
      (tip.remote ? remote && !here.has(name.replace(/^[^/]+\//, '')) : true),
  );
  return {
    base,
    open: open.map((tip) => ({
      ...tip,
      uncommitted: [],
      brings: withoutPairs(tip.migrations, base.migrations),
    })),
  };
}

/** The one that was named; else what is checked out, or what a repository usually has. */
async function findBase(git: Git, { tips, origin }: Overview, into?: string): Promise<Tip> {
  const branches = tips.filter(({ ref }) => ref !== null);
  if (into !== undefined) {
    const named = branches.find(({ name, ref }) => name === into || ref === into);
    if (named !== undefined) return named;
    throw new GateError('BAD_USAGE', {
      problem: `There is no branch ${visible(into)}.`,
      fix: 'git branch --all',
    });
  }
  const guarded = branches.filter((tip) => tip.guarded);
  const head = (await readHead(git)).split(' ')[0];
  const usual = [head, `refs/heads/${origin}`, 'refs/heads/main', 'refs/heads/master'];
  const found = usual.flatMap((ref) => guarded.find((tip) => tip.ref === ref) ?? [])[0];
  const base = found ?? guarded[0];
  if (base !== undefined) return base;
  throw new GateError('BAD_USAGE', {
    problem: 'No branch here is protected, so there is none to merge into.',
    fix: 'migration-gate rehearse --into <branch>',
  });
}
