import { secretsOf } from '../config/connection.ts';
import { seedEnvironment } from '../config/seed-environment.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Target } from '../core/target.ts';
import type { Repository } from '../git/repository.ts';
import { runShell } from '../process/run-shell.ts';
import type { Context, ExitCode } from './context.ts';

/** The user's own command that fills a database. */
export type Seed = {
  readonly seed: string;
  readonly target: Target;
  /** The names of all targets: it must not reach the others by mistake. */
  readonly targets: readonly string[];
};

/** Runs the seed in the root of the repository; what it prints is shown, without secrets. */
export async function runSeed(
  context: Context,
  { root }: Repository,
  { seed, target, targets }: Seed,
): Promise<ExitCode> {
  context.hide(secretsOf(target.connection));
  const ended = await runShell(seed, {
    cwd: root,
    env: seedEnvironment(context.env, target.connection, targets),
    onLine: (line, from) =>
      from === 'stdout' ? context.out(`  ${line}\n`) : context.err(`  ${line}\n`),
  });
  if (ended === 0) {
    context.out(`Seeded ${target.name}: ${target.detail}.\n`);
    return 0;
  }
  const how = typeof ended === 'string' ? `was stopped by ${ended}` : `ended with ${ended}`;
  const message = `The seed command ${how}; all migrations are applied.`;
  const fixes = ['Correct rebuild.seed in migration-gate.json or what it runs, and repeat.'];
  context.err(renderRefusals([{ message, fixes }], `Not seeded: ${target.name}.`));
  return 1;
}
