import { Worker } from 'node:worker_threads';
import type { Step } from '../core/timeline.ts';
import { GateError } from '../errors.ts';
import type { WorkerMessage, WorkerTask } from './replay-worker.ts';

export type WorkerOptions = {
  /** How long each migration may take. */
  readonly secondsPerStep: number;
  /** Its program, as it was built. */
  readonly program?: URL;
  readonly onStep?: (step: Step) => void;
};

export type WorkerReplay = {
  readonly steps: readonly Step[];
  /** Why the migration after these could not be replayed on this machine; null: all were. */
  readonly broken: string | null;
  readonly damagedImage: boolean;
};

/** Initdb, on a machine that is busy; and keeping the images at the end. */
const SECONDS_TO_START = 120;

/**
 * Replays in a thread of its own: one that loops for ever can be ended, and one that brings the
 * engine down brings down nothing else.
 */
export function replayInWorker(task: WorkerTask, options: WorkerOptions): Promise<WorkerReplay> {
  const program = options.program ?? new URL('./replay-worker.js', import.meta.url);
  const worker = new Worker(program, { workerData: task });
  return new Promise((resolve, reject) => {
    const steps: Step[] = [];
    let started = false;
    let timer = setTimeout(() => undefined, 0);
    const end = (broken: string | null, damagedImage = false): void => {
      clearTimeout(timer);
      if (!started && broken !== null) reject(notStarted(broken));
      else resolve({ steps, broken, damagedImage });
    };
    const wait = (seconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void worker.terminate();
        end(`it took longer than ${seconds} s`);
      }, seconds * 1000);
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'done') return end(null);
      if (message.kind === 'damaged-image') return end(null, true);
      started = true;
      if (message.kind === 'step') {
        steps.push(message.step);
        options.onStep?.(message.step);
      }
      const isDone = steps.length === task.migrations.length;
      return wait(isDone ? SECONDS_TO_START : options.secondsPerStep);
    });
    worker.on('error', (error) => end(`the engine ended: ${error.message}`));
    worker.on('exit', (code) => end(`the engine ended with ${code}`));
    wait(SECONDS_TO_START);
  });
}

function notStarted(problem: string): GateError {
  return new GateError('INTERNAL', { problem: `the shadow engine did not start: ${problem}` });
}
