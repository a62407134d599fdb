import { hasHookBlock, withoutHookBlock } from './hook-block.ts';
import { isOwnHook } from './own-hook.ts';

/** A hook file as it lies in git's hooks folder; `text` has one character for each byte. */
export type HookFile = {
  readonly text: string;
  readonly executable: boolean;
  readonly symlink: boolean;
};

/** What is done with a hook file. `aside` is the user's file, which ours runs afterwards. */
export type HookFileStep =
  | { readonly do: 'write'; readonly text: string; readonly aside: boolean }
  | { readonly do: 'take-away'; readonly putBack: boolean };

/** What a user's hook is called that cannot hold our lines: `pre-push.user`. */
export const ASIDE = '.user';

/** What managers call the file that they found in the place of theirs; it may be ours. */
export const LEFT_BY_MANAGERS: readonly string[] = ['.legacy', '.old'];

/**
 * How a hook file comes to call the gate: by lines at the head of a shell script, so that its $0
 * stays what it was. Anything else (Python, a binary, a link to a tracked file) is moved aside.
 * @param own our file for a hook
 * @param withBlock null: a block will not do
 * @returns null: it is as it should be
 */
export function planHookFile(
  file: HookFile | null,
  own: string,
  withBlock: ((text: string) => string) | null,
): HookFileStep | null {
  const write = (text: string, aside = false): HookFileStep | null =>
    text === file?.text ? null : { do: 'write', text, aside };
  if (file === null || isOwnHook(file.text)) return write(own);
  if (withBlock === null || !isShellScript(file)) return write(own, true);
  return write(withBlock(file.text));
}

/** How the user's hook file becomes what it was. null: nothing of ours is there. */
export function planWithoutGate(file: HookFile | null, aside: boolean): HookFileStep | null {
  if (file === null || file.symlink) return null;
  if (isOwnHook(file.text)) return { do: 'take-away', putBack: aside };
  if (!hasHookBlock(file.text)) return null;
  return { do: 'write', text: withoutHookBlock(file.text), aside: false };
}

const SHELL =
  /^#![ \t]*(?:\/\S*\/env[ \t]+)?(?:\/\S*\/)?(?:sh|bash|dash|ksh)(?:[ \t]+-[a-z]+)?[ \t]*\n/;

/** git runs no file that is not executable: lines in it would not run either. */
function isShellScript({ text, executable, symlink }: HookFile): boolean {
  return executable && !symlink && SHELL.test(text);
}
