import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import { invocationAnywhere } from './invocation.ts';

/**
 * What closes a worktree, typed anywhere. A path with control characters cannot be printed so that
 * it can be copied; inside the worktree it need not be named.
 */
export function closeCommand(mainRoot: string, path: string): string {
  const close = `${invocationAnywhere(mainRoot)} worktree close`;
  return visible(path) === path ? `${close} ${shellQuote(path)}` : `${close} (typed inside it)`;
}
