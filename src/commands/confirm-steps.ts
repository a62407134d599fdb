import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GateError } from '../errors.ts';
import type { Context } from './context.ts';
import type { Step } from './init-steps.ts';

export type Confirmation = {
  readonly steps: readonly Step[];
  /** What else is done, after the list. */
  readonly and: string;
  readonly confirmed: boolean;
  /** The command again; with --yes it asks nothing. */
  readonly again: string;
};

/** Shows what is to be written, and asks; throws NEEDS_CONFIRMATION where there is nobody to ask. */
export async function confirmSteps(
  context: Context,
  { steps, and, confirmed, again }: Confirmation,
): Promise<boolean> {
  const list = steps.map((step) => `  ${step.file.padEnd(24)} ${step.does}\n`).join('');
  context.out(`This will write\n${list === '' ? '  nothing new\n' : list}${and}.\n`);
  if (confirmed) return true;
  const answer = await context.confirm('Go on?');
  if (answer !== null) return answer;
  throw new GateError('NEEDS_CONFIRMATION', { action: 'init', fix: `${again} --yes` });
}

/** Writes each file as its step has it; one without a text is taken away. */
export async function writeSteps(root: string, steps: readonly Step[]): Promise<void> {
  for (const { file, text } of steps) {
    const path = join(root, file);
    if (text === null) {
      await rm(path);
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
