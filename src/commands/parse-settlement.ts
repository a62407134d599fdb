import type { Settlement } from '../core/settlement.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';

/** The options of `resolve` that say how. */
export type SettlementOptions = {
  readonly target: string;
  readonly reason: string;
  readonly applied?: boolean;
  readonly notApplied?: boolean;
  readonly acceptChange?: boolean;
  readonly renamedFrom?: string;
  readonly retired?: boolean;
  readonly force?: boolean;
};

/** The one way of settling that was said. Throws BAD_USAGE for none, for two, and for no reason. */
export function parseSettlement(name: string, options: SettlementOptions): Settlement {
  const { target, reason, renamedFrom, force = false } = options;
  const what = `migration-gate resolve ${shellQuote(name)} --target ${shellQuote(target)}`;
  const fix = WAYS.map((way) => `${what} ${way} --reason "…"`).join('\n');
  if (reason.trim() === '')
    throw new GateError('BAD_USAGE', { problem: '--reason is empty.', fix });
  const said: Settlement[] = [
    ...(options.applied ? [{ kind: 'applied' } as const] : []),
    ...(options.notApplied ? [{ kind: 'not-applied' } as const] : []),
    ...(options.acceptChange ? [{ kind: 'accept-change', force } as const] : []),
    ...(renamedFrom === undefined ? [] : [{ kind: 'renamed-from', old: renamedFrom } as const]),
    ...(options.retired ? [{ kind: 'retired' } as const] : []),
  ];
  const [settlement] = said;
  if (settlement === undefined || said.length > 1) {
    throw new GateError('BAD_USAGE', { problem: `Say one of ${WAYS.join(', ')}.`, fix });
  }
  if (force && settlement.kind !== 'accept-change') {
    throw new GateError('BAD_USAGE', { problem: '--force belongs to --accept-change.', fix });
  }
  return settlement;
}

const WAYS = ['--applied', '--not-applied', '--accept-change', '--renamed-from <old>', '--retired'];
