import { visible } from '../core/visible.ts';
import type { Context } from './context.ts';

/** Shows on the terminal what runs, and for how long already, until it has ended. */
export async function withClock<T>(
  { progress }: Context,
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  if (progress === null) return run();
  const started = performance.now();
  const show = (): void => {
    const seconds = Math.round((performance.now() - started) / 1000);
    progress(`  … ${visible(name)} (${seconds} s)`);
  };
  show();
  const timer = setInterval(show, 1000);
  try {
    return await run();
  } finally {
    clearInterval(timer);
    progress(null);
  }
}
