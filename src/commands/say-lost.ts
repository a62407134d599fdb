import type { Rule } from '../core/firewall-rules.ts';
import type { Context } from './context.ts';

/** What was in the list before our change and is no more, though we left it there. */
export function sayLost(context: Context, lost: readonly Rule[]): void {
  for (const { type, value } of lost) {
    context.err(`⚠️  ${type} ${value} is no longer trusted: somebody removed it just now.\n`);
  }
}
