import { appendFileSync, readFileSync } from 'node:fs';
import { outputFile } from './run-folder.ts';

/** What one command printed, and who ran it. */
export type OutputEntry = {
  /** The test file and the test, or the runner itself. */
  readonly source: string;
  readonly command: string;
  readonly output: string;
};

export function logOutput(folder: string, entry: OutputEntry): void {
  appendFileSync(outputFile(folder), `${JSON.stringify(entry)}\n`);
}

export function readOutputLog(folder: string): OutputEntry[] {
  const lines = readFileSync(outputFile(folder), 'utf8').split('\n').filter(Boolean);
  return lines.map((line): OutputEntry => JSON.parse(line));
}

/**
 * Logs also all that the test runner itself prints: console lines, diffs, stacks. Returns what
 * ends it, to be called before the log is removed.
 */
export function recordSuiteOutput(folder: string): () => void {
  const restores = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    const recorded = (...args: Parameters<typeof write>): boolean => {
      const output = Buffer.from(args[0]).toString('utf8');
      logOutput(folder, { source: 'the output of the test runner', command: 'vitest', output });
      return write.apply(stream, args);
    };
    stream.write = recorded as typeof write;
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}
