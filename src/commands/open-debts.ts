import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { Facts } from '../core/facts.ts';
import type { Debt } from '../core/override.ts';
import { settledDebts } from '../core/settled-debts.ts';
import type { Repository } from '../git/repository.ts';
import { readDebts } from '../state/debts.ts';
import { readDone, writeDone } from '../state/done.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';

/** The records of this clone, oldest first. */
export type Debts = { readonly overrides: readonly Debt[]; readonly bypasses: readonly Debt[] };

export const NO_DEBTS: Debts = { overrides: [], bypasses: [] };

/** Those that no check has found settled. */
export async function readOpenDebts({ commonDir }: Repository): Promise<Debts> {
  const state = stateDir(commonDir);
  const [overrides, bypasses, done] = await Promise.all([
    readDebts(state, 'override'),
    readDebts(state, 'bypass'),
    readDone(state),
  ]);
  const settled = new Set(done.filter((one) => one.done === 'settled').map(({ id }) => id));
  const isOpen = ({ id }: Debt): boolean => !settled.has(id);
  return { overrides: overrides.filter(isOpen), bypasses: bypasses.filter(isOpen) };
}

type Asked = {
  readonly config: GateConfig;
  readonly targets: readonly string[];
  readonly debts: Debts;
};

/** The same after a deployment, which it must not make fail: a damaged record is said elsewhere. */
export async function settleOpenDebts(
  context: Context,
  repository: Repository,
  config: GateConfig,
  facts: Facts,
): Promise<void> {
  const debts = await readOpenDebts(repository).catch(() => NO_DEBTS);
  const targets = facts.targets.map(({ name }) => name);
  await settleDebts(context, repository, { config, targets, debts }, facts);
}

/**
 * Records which debts are settled, once every target says so: a later check that cannot ask must
 * neither show them nor let anything pass for them. Where the state cannot be written, the next
 * check finds it again.
 */
export async function settleDebts(
  context: Context,
  { commonDir }: Repository,
  { config, targets, debts }: Asked,
  facts: Facts,
): Promise<Debt[]> {
  if (!targetNames(config.targets).every((name) => targets.includes(name))) return [];
  const settled = settledDebts([...debts.overrides, ...debts.bypasses], facts);
  for (const { id } of settled) {
    const done = { id, at: context.now(), done: 'settled' as const };
    await writeDone(stateDir(commonDir), done).catch(() => undefined);
  }
  return settled;
}
