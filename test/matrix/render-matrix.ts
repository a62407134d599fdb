import { CONTENTS } from './contents.ts';
import { COLUMNS, cellName, FAMILIES } from './families.ts';
import type { Mark } from './mark.ts';
import { STATES } from './states.ts';
import { refusalIn, type Way } from './way.ts';

/** What the run found: the mark of each cell by its name, and what was never refused. */
export type Found = {
  readonly cells: ReadonlyMap<string, Mark>;
  readonly never: readonly string[];
  readonly git: string;
  readonly date: string;
};

/** The names of the cells that the run has not tried, or that failed. */
export function missingCells(cells: Found['cells']): string[] {
  const ways: readonly Way[] = Object.values(FAMILIES).flat();
  const expected = ways.flatMap((way) => COLUMNS.map((column) => cellName(way, column)));
  return expected.filter((name) => !cells.has(name));
}

/** docs/matrix.md. The order is that of families.ts, so two runs differ in the date alone. */
export function renderMatrix({ cells, never, git, date }: Found): string {
  const notes: string[] = [];
  const show = (way: Way, column: (typeof COLUMNS)[number]): string => {
    const { text, note } = cells.get(cellName(way, column)) ?? { text: '' };
    if (note === undefined) return text;
    if (!notes.includes(note)) notes.push(note);
    return `${text} (${notes.indexOf(note) + 1})`;
  };
  const passing = tables(['way', ...CONTENTS], (way) => [
    way.refusal === 'passes' ? show(way, 'clean') : refusedAs(way),
    ...CONTENTS.slice(1).map((content) => show(way, content as 'deployed' | 'none')),
  ]);
  const states = tables(['way', ...STATES], (way) => STATES.map((state) => show(way, state)));
  const total = cells.size;
  return [
    INTRODUCTION.replace('GIT', git).replace('DATE', date).replace('TOTAL', String(total)),
    WAYS,
    passing,
    REFUSED,
    states,
    notes.map((note, i) => `${i + 1}. ${note}`).join('\n'),
    NEVER,
    never.map((name) => `- ${name}`).join('\n'),
    '',
  ].join('\n\n');
}

function refusedAs(way: Way): string {
  const refusal = refusalIn(way, 'clean');
  if (typeof refusal === 'string' || !('command' in refusal)) return 'refused';
  return `refused; \`${refusal.command}\``;
}

function tables(head: readonly string[], cellsOf: (way: Way) => readonly string[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return Object.entries(FAMILIES)
    .map(([family, ways]: [string, readonly Way[]]) =>
      [
        `### ${family}\n`,
        row(head),
        row(head.map(() => '---')),
        ...ways.map((way) => row([way.name, ...cellsOf(way)])),
      ].join('\n'),
    )
    .join('\n\n');
}

const INTRODUCTION = `# The matrix

Written by \`npm run test:matrix\`, which types every command below into real git, with the hooks
that \`init\` installs and two real databases. This run: git GIT, DATE, TOTAL cells.
A run that misses one, or in which one fails, does not write this file. The commands themselves are in \`test/matrix/\`.`;

const WAYS = `## Ways into a protected branch

What becomes of an update that brings an *undeployed* migration, a *deployed* one, or *none*.
Refused: git's exit code is not 0, the branch does not have the migration, and stderr names it.
The command, where there is one, is what the refusal prints to get the files back; NEW is a
commit's oid. *Node not started*: the sh hook lets it pass by itself. *No database*: nothing was there to connect to.`;

const REFUSED = `## What a refusal leaves behind

Before and after it, these were compared: status with ignored files, mode and content of every
file, the index, the stash, HEAD, all refs, and git's state files (not ORIG_HEAD, FETCH_HEAD,
AUTO_MERGE and COMMIT_EDITMSG, git's own notes of the last command).

- \`=\`: everything is as before, and no command is printed
- \`↩\`: everything is as before after the one printed command
- \`git\`: git itself refuses, before the gate is asked, and everything is as before
- \`–\`: cannot occur
- \`passes\`: it brings nothing, so it is not refused
- (1), (2) …: the note below the tables; what it does not name is as before

The states: *unrelated edits* of a file that the update does not change; *staged edits*: the same in
the index, edited again, and a new file; *staged overlap*: another line of a file that the update
changes; *untracked*: a new file; *ignored collision*: an ignored file where the update has one;
*autostash*: unrelated edits, and \`rebase.autoStash\` and \`merge.autoStash\` set; *linked worktree*:
given in a linked one, with edits in the main one.`;

const NEVER = `## Never refused

While an undeployed migration is on a branch of the repository:`;
