import { renderRefusals } from '../core/render-run.ts';
import type { LockHolder } from '../database/deploy-lock.ts';
import type { Context, ExitCode } from './context.ts';

/** Says who holds the deploy lock, as far as the server tells, and what to repeat later. */
export function sayBusy(
  context: Context,
  holder: LockHolder | null,
  { heading, again }: { readonly heading: string; readonly again: string },
): ExitCode {
  const who = [
    holder?.application ?? 'another session',
    holder === null ? null : `process ${holder.pid}`,
    holder?.client && `from ${holder.client}`,
    holder?.since && `since ${holder.since}`,
  ].filter(Boolean);
  const message = `Another deployment holds the lock: ${who.join(', ')}.`;
  const fixes = ['Wait until it is done, and repeat:', again];
  context.err(renderRefusals([{ message, fixes }], heading));
  return 1;
}
