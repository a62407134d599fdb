import { describeProgram } from '../../src/command-line/command-line.ts';
import { type Described, describeCommands } from '../../src/command-line/described.ts';
import { NOBODY } from '../support/nobody.ts';

/** Nothing of it runs: only what is described is looked at. */
const program = describeProgram(NOBODY, async () => undefined);

export const commands: readonly Described[] = describeCommands(program);
