import type { ExitCode } from '../commands/context.ts';

/** Takes the exit code of the one command that was typed. */
export type Run = (code: Promise<ExitCode>) => Promise<void>;
