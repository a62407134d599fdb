import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { recordSuiteOutput } from './output-log.ts';
import { openRunFolder } from './run-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute path of the run's temp folder. */
    runFolder: string;
  }
}

/** globalSetup: opens the run's folder, with a caretaker that clears it whatever becomes of us. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = openRunFolder();
  project.provide('runFolder', folder);
  const endRecording = recordSuiteOutput(folder);
  // Detached: Ctrl-C reaches the whole process group, and the caretaker has to survive it.
  const caretaker = spawn(
    process.execPath,
    [fileURLToPath(new URL('caretaker.mjs', import.meta.url)), folder],
    { detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  return async () => {
    endRecording();
    caretaker.stdin.end();
    await once(caretaker, 'exit');
  };
}
