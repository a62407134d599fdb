import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type HookPlace, withHookBlock } from '../core/hook-block.ts';
import {
  ASIDE,
  type HookFileStep,
  LEFT_BY_MANAGERS,
  planHookFile,
  planWithoutGate,
} from '../core/hook-file.ts';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import { isOwnHook, ownHook, ownTransactionHook } from '../core/own-hook.ts';
import { GateError } from '../errors.ts';
import { applyHookStep, readHookFile } from './hook-file.ts';

/** The hooks that call the gate: git's word, and never a manager's only. */
const HOOKS = [...MANAGED_HOOKS, 'reference-transaction'];

export type HookStep = { readonly hook: string; readonly step: HookFileStep };

/**
 * What the files in git's own hooks folder lack; a file that is as it should be gives no step.
 * Throws where a user's file would be moved aside onto another.
 */
export async function planBeside(folder: string, repair: string): Promise<HookStep[]> {
  const place: HookPlace = { files: 'migration-gate', repair };
  const steps = await plan(async (hook) => {
    const user = `"\${0%/*}/${hook}${ASIDE}"`;
    const file = await readHookFile(folder, hook);
    return hook === 'reference-transaction'
      ? planHookFile(file, ownTransactionHook(repair, user), null)
      : planHookFile(file, ownHook(hook, place, user), (text) => withHookBlock(text, hook, place));
  });
  for (const { hook, step } of steps) {
    if (step.do === 'write' && step.aside) await refuseSecond(join(folder, hook));
  }
  return steps;
}

async function refuseSecond(path: string): Promise<void> {
  if ((await readHookFile(dirname(path), basename(path) + ASIDE)) === null) return;
  throw new GateError('BAD_USAGE', {
    problem: `${path} is to be moved to ${path}${ASIDE}, and that is there already.`,
    fix: 'Move one of the two away, and repeat.',
  });
}

/** What takes the gate out of them. */
export async function planNotBeside(folder: string): Promise<HookStep[]> {
  return plan(async (hook) => {
    const aside = await readHookFile(folder, hook + ASIDE);
    return planWithoutGate(await readHookFile(folder, hook), aside !== null);
  });
}

async function plan(of: (hook: string) => Promise<HookFileStep | null>): Promise<HookStep[]> {
  const steps: HookStep[] = [];
  for (const hook of HOOKS) {
    const step = await of(hook);
    if (step !== null) steps.push({ hook, step });
  }
  return steps;
}

export async function applyBeside(folder: string, steps: readonly HookStep[]): Promise<void> {
  for (const { hook, step } of steps) await applyHookStep(folder, hook, step);
}

/**
 * A manager that found our file in the place of its own has kept it as `pre-push.legacy`
 * (pre-commit, which runs it) or `pre-push.old` (lefthook, which does not). The gate is called by
 * the manager's file again, so what was the user's takes that name, as if it had been met at once.
 */
export async function tidyLeftFiles(folder: string): Promise<void> {
  for (const hook of HOOKS) {
    for (const suffix of LEFT_BY_MANAGERS) {
      const left = join(folder, hook + suffix);
      const file = await readHookFile(folder, hook + suffix);
      if (file === null || !isOwnHook(file.text)) continue;
      await rm(left);
      const current = await readHookFile(folder, hook);
      if (current !== null && isOwnHook(current.text)) continue;
      await rename(join(folder, hook + ASIDE), left).catch(() => undefined);
    }
  }
}
