import { describeProgram } from '../../src/command-line/command-line.ts';
import { type Described, describeCommands } from '../../src/command-line/described.ts';
import type { Context } from '../../src/commands/context.ts';

/** Nothing of it runs: only what is described is looked at. */
const NOBODY = { out: () => undefined, err: () => undefined } as unknown as Context;

const program = describeProgram(NOBODY, async () => undefined);

export const commands: readonly Described[] = describeCommands(program);
