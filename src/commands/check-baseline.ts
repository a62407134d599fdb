import type { Baseline } from '../core/baseline.ts';
import type { Facts } from '../core/facts.ts';
import type { Refusal } from '../core/refusal.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { readBaselineFile } from '../state/write-baseline.ts';
import type { Context } from './context.ts';
import { type Replay, readReplay } from './read-replay.ts';

/** Somebody else's file, or the baseline of another day, is not written over by the way. */
export async function refuseFile(
  { root }: Repository,
  { path, sql }: Baseline,
  again: string,
): Promise<Refusal[]> {
  const there = await readBaselineFile(root, path);
  if (there === null || there.replaceAll('\r\n', '\n') === sql) return [];
  return [
    {
      message: `${path} is there already, with another content.`,
      fixes: ['To replace it:', `${again} --replace`],
    },
  ];
}

/**
 * Replays the dump, and what comes after it, in a disposable engine: where what a later migration
 * makes is there already, the dump is of a later state. Without the engine that is only said.
 *
 * @param command the whole command again, with this name for `--through`
 */
export async function checkBaseline(
  context: Context,
  { repository }: { readonly repository: Repository },
  { candidate: { migrations } }: Facts,
  made: Baseline,
  command: (through: string) => string,
): Promise<Refusal[]> {
  const sequence = migrations.map(({ name, blob }) => ({ name, blob, sql: null }));
  let replay: Replay;
  try {
    replay = await readReplay(context, repository, sequence, migrations, made);
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'PEER_MISSING')) throw error;
    context.err(`⚠️  Nothing was tried out: ${error.message}\n`);
    return [];
  }
  const { steps, broken } = replay;
  const failed = steps.find((step) => step.failed !== null);
  if (broken !== null) return warn(context, `${made.path} could not be tried out: ${broken}`);
  if (!failed) return [];
  const { name } = failed;
  const problem = `${name} cannot run after it: ${failed.failed}`;
  if (!/already exists/.test(failed.failed ?? '')) return warn(context, problem);
  return [
    {
      message: `${problem}\nWhat it makes is there, so the dump is of a later state.`,
      fixes: [
        command(name),
        'Or, if that is as it should be (you have looked):',
        `${command(made.through)} --force`,
      ],
    },
  ];
}

function warn(context: Context, text: string): Refusal[] {
  context.err(`⚠️  ${visible(text)}\n`);
  return [];
}
