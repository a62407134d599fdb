import { renderRan } from './render-ran.ts';
import type { Stranger } from './status.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap-words.ts';

/** What ledgers have and no branch has, with where it came from. */
export function renderStrangers(strangers: readonly Stranger[]): string[] {
  return strangers.flatMap((stranger) => [
    `  ${visible(stranger.name)} on ${stranger.target}`,
    ...wrapWords(`${ranBy(stranger)}${came(stranger)}`.split(' '), '      '),
  ]);
}

function ranBy(stranger: Stranger): string {
  const { appliedBy, appliedAt, branch } = stranger;
  return visible(
    renderRan({ ...stranger, flags: [], state: 'missing', appliedBy, appliedAt, branch }),
  );
}

/** The branch as it is now, the new name, or the commit that git still has. */
function came({ branch, branchThere, worktree, now, origin }: Stranger): string {
  const there =
    branch === null
      ? []
      : !branchThere
        ? [`${visible(branch)} is gone`]
        : [
            `${visible(branch)} has it no more${worktree === null ? '' : ` (${visible(worktree)})`}`,
          ];
  const renamed =
    now === null
      ? []
      : [`it is ${visible(now.name)} now (${now.branches.map(visible).join(', ')})`];
  const last =
    origin === null
      ? now === null
        ? ['git has nothing of it']
        : []
      : [
          `last in commit ${origin.commit.slice(0, 12)} by ${visible(origin.by)}, ${origin.at.slice(0, 10)}`,
        ];
  return [...there, ...renamed, ...last].map((part) => `; ${part}`).join('');
}
