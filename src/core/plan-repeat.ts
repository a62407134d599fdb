import { worksInside } from './command-folder.ts';
import type { Operation } from './operation.ts';
import { renderCommand, renderCommandIn } from './render-command.ts';

/** What is known of a refused git command. */
type RefusedCommand = {
  readonly args: readonly string[];
  /** The folder to give it in; null: it cannot be told. */
  readonly folder: string | null;
  /** Whether it, or a git that it started, takes something from standard input. */
  readonly stdin: boolean;
  /** Names of the variables that bear on it, with a digest of each; null: not to be read. */
  readonly environment: Readonly<Record<string, string>> | null;
};

/** What a refusal left behind. */
export type Left = {
  /** The root of its worktree. */
  readonly root: string;
  readonly ref: string;
  /** What the refused command was in the middle of. */
  readonly operation: Operation;
  /** The commit that is merged, picked or reverted; null: git keeps none, or has not yet. */
  readonly of: string | null;
  /** The refused commit, where its files are to go before the command can be given again. */
  readonly moved: string | null;
  readonly command: RefusedCommand | null;
};

/** How things are now. */
export type Now = {
  readonly operation: Operation;
  readonly of: string | null;
  readonly environment: Readonly<Record<string, string>>;
};

export type Repeat =
  | { readonly kind: 'continue'; readonly args: readonly string[] }
  | {
      readonly kind: 'repeat';
      readonly args: readonly string[];
      readonly folder: string;
      /** To be given first, at the root, because git does not begin with what is there. */
      readonly before: readonly (readonly string[])[];
    }
  | { readonly kind: 'print'; readonly text: string };

/**
 * What comes after everything is deployed (contract 3): the operation that the refused command
 * left in progress is continued; else exactly that command is given again; where it cannot be
 * known that it would do the same, it is printed.
 */
export function planRepeat(left: Left, now: Now): Repeat {
  const { root, ref, operation, of, moved, command } = left;
  const goesOn =
    operation !== 'none' && operation === now.operation && (of === null || of === now.of);
  const begunAnew = goesOn ? toBeginAnew(operation, ref, now) : null;
  if (goesOn && begunAnew === null) {
    return { kind: 'continue', args: ['git', operation, '--continue'] };
  }
  if (command === null) return { kind: 'print', text: 'Ready. Repeat your git command.\n' };
  const back = moved === null ? [] : [['git', 'read-tree', '-m', '-u', moved, 'HEAD']];
  const before = begunAnew ?? back;
  const { args, folder } = command;
  const why = whyNot(root, command, now);
  if (why === null && folder !== null) return { kind: 'repeat', args, folder, before };
  const lines = before.map((first) => renderCommandIn(root, first));
  lines.push(folder === null ? renderCommand(args) : renderCommandIn(folder, args));
  const text = `Ready. Repeat your git command. ${why}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return { kind: 'print', text };
}

/** Why the same words would not do the same, or not for sure; null: they would. */
function whyNot(root: string, command: RefusedCommand, now: Now): string | null {
  const { args, folder, stdin, environment } = command;
  if (stdin) return 'It reads its standard input.';
  if (environment === null) return 'Its environment could not be read.';
  const names = new Set([...Object.keys(environment), ...Object.keys(now.environment)]);
  const other = [...names].sort().find((name) => environment[name] !== now.environment[name]);
  if (other !== undefined) return `${other} was different for it.`;
  if (args.slice(1).includes('ORIG_HEAD')) return 'ORIG_HEAD is another commit by now.';
  if (folder === null) return 'Where it was given could not be told.';
  return worksInside(root, args, folder) ? null : 'It works in another repository.';
}

/** What ends an operation that git cannot continue; null: it can. */
function toBeginAnew(operation: Operation, ref: string, { of }: Now): string[][] | null {
  if (operation === 'rebase --apply') {
    // Refused at its end, git no longer knows which branch it was rebasing.
    const branch = ref.replace('refs/heads/', '');
    return [
      ['git', 'checkout', '--quiet', branch, '--'],
      ['git', 'rebase', '--quit'],
    ];
  }
  // Of several, `--continue` would leave out one that went well until it was refused.
  const several = operation === 'cherry-pick' || operation === 'revert';
  return several && of === null ? [['git', operation, '--abort']] : null;
}
