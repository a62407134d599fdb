import { renderRan } from './render-ran.ts';
import { shellQuote } from './shell-quote.ts';
import type { Stranger } from './status.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap-words.ts';

/** What ledgers have and no branch has, with where it came from, and how it is settled. */
export function renderStrangers(strangers: readonly Stranger[], invoke: string): string[] {
  const each = strangers.flatMap((stranger) => [
    `  ${visible(stranger.name)} on ${stranger.target}`,
    ...wrapWords(`${ranBy(stranger)}${came(stranger)}`.split(' '), '      '),
  ]);
  return [...each, ...renderSettle(strangers, invoke)];
}

function renderSettle(strangers: readonly Stranger[], invoke: string): string[] {
  const [first] = strangers;
  if (first === undefined) return [];
  const name = strangers.length === 1 ? shellQuote(first.name) : '<name>';
  const target = strangers.length === 1 ? first.target : '<target>';
  return [
    '  To have the file again, or, when it is gone for good, to take its row out:',
    `      ${invoke} restore ${name} --target ${target}`,
    `      ${invoke} resolve ${name} --target ${target} --retired --reason "…"`,
  ];
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
