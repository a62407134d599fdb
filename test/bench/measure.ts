import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Command = {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Record<string, string>;
};

/** What a command cost, with all the processes that it waited for. */
export type Cost = {
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
  /** Resident memory of the largest of its processes at its peak, in MB (a million bytes). */
  readonly peakMb: number;
};

export type Measured = Cost & {
  readonly code: number;
  readonly output: string;
  /** It was ended after DEADLINE. */
  readonly hung: boolean;
};

export type Measurer = {
  run(command: Command): Promise<Measured>;
  close(): Promise<void>;
};

/** Seconds after which a command has hung. */
const DEADLINE = 120;

/** One small process that starts all that is measured (measurer.py), one at a time. */
export function startMeasurer(root: string, folder: string): Measurer {
  const python = spawn('python3', [join(root, 'test/bench/measurer.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const failed = new Promise<never>((_, reject) => {
    python.once('error', () => reject(new Error('The bench needs python3, to count CPU time.')));
    python.once('exit', (code) => reject(new Error(`measurer.py ended with ${code}.`)));
  });
  failed.catch(() => undefined);
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const output = join(folder, 'measured-output');
  return {
    run: async ({ argv, cwd, env }) => {
      python.stdin.write(`${JSON.stringify({ argv, cwd, env, output, deadline: DEADLINE })}\n`);
      const answer = await Promise.race([answers.next(), failed]);
      return { ...JSON.parse(answer.value), output: readFileSync(output, 'utf8') };
    },
    close: async () => {
      const gone = once(python, 'exit');
      python.stdin.end();
      await gone;
    },
  };
}

/** Measures a command that has to end with 0. */
export async function measureOk(measurer: Measurer, command: Command): Promise<Measured> {
  const measured = await measurer.run(command);
  if (measured.code === 0) return measured;
  if (measured.hung) throw new Error(`${command.argv.join(' ')} took longer than ${DEADLINE} s`);
  const said = measured.output.slice(-2000);
  throw new Error(`${command.argv.join(' ')} ended with ${measured.code}:\n${said}`);
}
