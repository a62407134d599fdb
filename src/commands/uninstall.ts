import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutHookBlock } from '../core/hook-block.ts';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import { withoutPrepare } from '../core/init-files.ts';
import { readHooksPath, removeHooksPath, writeHooksPath } from '../git/hooks-path.ts';
import type { Repository } from '../git/repository.ts';
import { stopWatching } from '../state/passed.ts';
import { hooksFolder, stateDir } from '../state/state-dir.ts';
import { confirmSteps, writeSteps } from './confirm-steps.ts';
import type { Context, ExitCode } from './context.ts';
import type { Step } from './init-steps.ts';

/**
 * `init --uninstall`: takes the hooks back, and `prepare`, which would fail once the package is
 * gone. The config stays: it is the repository's own, and holds the pinned id.
 */
export async function uninstall(
  context: Context,
  repository: Repository,
  confirmed: boolean,
): Promise<ExitCode> {
  const steps = await planUninstall(repository);
  const and = "and take the gate's hooks away";
  if (!(await confirmSteps(context, steps, and, confirmed))) return 1;
  await writeSteps(repository.root, steps);
  await disarm(repository);
  context.out('The hooks are gone. Left: migration-gate.json, .env.example and .gitignore.\n');
  return 0;
}

async function planUninstall({ root }: Repository): Promise<Step[]> {
  const steps: Step[] = [];
  const add = async (
    file: string,
    does: string,
    change: (text: string) => string | null,
  ): Promise<void> => {
    const before = await readFile(join(root, file), 'utf8').catch(() => null);
    const text = before && change(before);
    if (before !== null && text !== null && text !== before) steps.push({ file, does, text });
  };
  await add('package.json', 'no longer arms clones (prepare)', withoutPrepare);
  for (const hook of MANAGED_HOOKS) {
    await add(`.husky/${hook}`, 'no longer calls the gate', withoutHookBlock);
  }
  return steps.map((step) => (step.text === '' ? { ...step, text: null } : step));
}

/** husky goes on where it has hooks of the user's own, with the hooks path that it sets itself. */
async function disarm({ mainRoot, git, commonDir }: Repository): Promise<void> {
  await stopWatching(stateDir(commonDir));
  const husky = join(mainRoot, '.husky');
  await rm(join(husky, '_', 'reference-transaction'), { force: true });
  await rm(hooksFolder(mainRoot), { recursive: true, force: true });
  const others = (await readdir(husky).catch(() => [])).filter((file) => file !== '_');
  if (others.length > 0) return writeHooksPath(mainRoot, '.husky/_');
  if ((await readHooksPath(git)) !== null) await removeHooksPath(mainRoot);
  await rm(join(husky, '_'), { recursive: true, force: true });
  await rmdir(husky).catch(() => undefined);
}
