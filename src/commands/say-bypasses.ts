import type { Bypass } from '../core/override.ts';
import { visible } from '../core/visible.ts';
import type { Context } from './context.ts';

/** Says on stderr what was found to have come in while the hooks were off; nothing for nothing. */
export function sayBypasses(context: Context, bypasses: readonly Bypass[]): void {
  for (const { ref, reason, by, at, pairs } of bypasses) {
    const where = visible((ref ?? '').replace(/^refs\/(heads|remotes)\//, ''));
    const names = pairs.map(({ name }) => `    ${visible(name)}\n`).join('');
    context.err(
      `migration-gate: into ${where} came while the hooks were off:\n${names}` +
        `    ${visible(reason)} (${visible(by)}, ${at.slice(0, 10)})\n` +
        '    It is recorded, and debt until it is deployed.\n',
    );
  }
}
