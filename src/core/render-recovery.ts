import type { Recovery } from './operation.ts';
import { visible } from './visible.ts';

/** What no command brings back. */
export type Losses = {
  /** Ignored files that git replaces without asking, where the work tree had any. */
  readonly replaced: readonly string[];
  /** Files that giving the old ones back would replace without asking. */
  readonly inTheWay: readonly string[];
};

const SHOWN = 5;

/** The end of a refusal: the one command, and what it cannot do. */
export function renderRecovery(recovery: Recovery, { replaced, inTheWay }: Losses): string {
  const touchesFiles = recovery.command !== 'git reset';
  return [
    recovery.sure
      ? 'To get your files back as they were:'
      : 'If this git command has changed your files, this gives them back:',
    `  ${recovery.command}`,
    ...(recovery.discarded ? ['Edits that the git command itself discards stay lost.'] : []),
    ...(touchesFiles ? named(IN_THE_WAY, inTheWay) : []),
    ...(touchesFiles ? named(REPLACED, replaced) : []),
    '',
  ].join('\n');
}

const IN_THE_WAY = 'First move these files away; it replaces them without asking:';
const REPLACED = 'If you had ignored files of these names, git has replaced them already:';

function named(title: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const more = paths.length > SHOWN ? [`  and ${paths.length - SHOWN} more`] : [];
  return [title, ...paths.slice(0, SHOWN).map((path) => `  ${visible(path)}`), ...more];
}
