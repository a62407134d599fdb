import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type StandIn = { readonly program: string; [Symbol.asyncDispose](): Promise<void> };

/** A program in sh that is started in squawk's place, and misbehaves. */
export async function standIn(script: string): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
  const program = join(folder, 'squawk');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  const dispose = (): Promise<void> => rm(folder, { recursive: true });
  return { program, [Symbol.asyncDispose]: dispose };
}
