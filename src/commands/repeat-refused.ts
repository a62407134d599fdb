import { existsSync } from 'node:fs';
import { planRepeat, type Repeat } from '../core/plan-repeat.ts';
import { renderCommand, renderCommandIn } from '../core/render-command.ts';
import { readOperand, readOperation } from '../git/read-operation.ts';
import { repeatCommand } from '../git/repeat-command.ts';
import type { Repository } from '../git/repository.ts';
import { digestEnvironment } from '../process/digest-environment.ts';
import { type Refused, removeRefused } from '../state/refused.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';

/**
 * Exactly the refused command, where it is known; an operation in progress is continued. The
 * record stays until git has ended well. null: it was only printed.
 */
export async function repeatRefused(
  context: Context,
  repository: Repository,
  refused: Refused,
): Promise<ExitCode | null> {
  const { git } = repository;
  const operation = await readOperation(git);
  const plan = planRepeat(refused, {
    operation,
    of: await readOperand(git, operation),
    environment: digestEnvironment(context.env),
  });
  if (plan.kind === 'print') {
    context.out(plan.text);
    return null;
  }
  const code = await give(context, repository.root, plan);
  if (code === 0) await removeRefused(stateDir(repository.commonDir));
  return code;
}

async function give(
  context: Context,
  root: string,
  plan: Exclude<Repeat, { kind: 'print' }>,
): Promise<ExitCode> {
  if (plan.kind === 'continue') {
    // The message stands already: no editor is to ask for it again.
    const quiet = { ...context, env: { ...context.env, GIT_EDITOR: 'true' } };
    return runAll(quiet, 'Continuing', [plan.args], root);
  }
  const { args, folder, before } = plan;
  if (!existsSync(folder)) {
    context.err(`It was given in ${renderCommand([folder])}, which is gone. Repeat it yourself:\n`);
    context.err(`  ${renderCommand(args)}\n`);
    return 1;
  }
  const back = await runAll(context, 'First', before, root);
  return back === 0 ? runAll(context, 'Repeating', [args], folder) : back;
}

async function runAll(
  context: Context,
  verb: string,
  commands: readonly (readonly string[])[],
  folder: string,
): Promise<ExitCode> {
  for (const args of commands) {
    context.out(
      `${verb}: ${folder === context.cwd ? renderCommand(args) : renderCommandIn(folder, args)}\n`,
    );
    const ended = await context.leaveInterrupts(() => repeatCommand(args, folder, context.env));
    if (ended === 0) continue;
    const how = typeof ended === 'string' ? `was stopped by ${ended}` : `ended with ${ended}`;
    context.err(`migration-gate: everything is deployed, but git ${how}.\n`);
    return 1;
  }
  return 0;
}
