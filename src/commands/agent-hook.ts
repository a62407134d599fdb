import type { Context, ExitCode } from './context.ts';

export async function agentHook(_context: Context): Promise<ExitCode> {
  return 2;
}
