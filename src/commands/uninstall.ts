import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutHookBlock } from '../core/hook-block.ts';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import type { HookWay } from '../core/hook-way.ts';
import { withoutPrepare } from '../core/init-files.ts';
import { readHooksPath, removeHooksPath, writeHooksPath } from '../git/hooks-path.ts';
import type { Repository } from '../git/repository.ts';
import { readNext } from '../installation/before.ts';
import { applyBeside, planNotBeside, tidyLeftFiles } from '../installation/beside.ts';
import { gateFiles, gitHooks, ownHooks } from '../installation/places.ts';
import { stopWatching } from '../state/passed.ts';
import { stateDir } from '../state/state-dir.ts';
import { planWithoutAgents, tidyAgentFolders } from './agent-steps.ts';
import { confirmSteps, writeSteps } from './confirm-steps.ts';
import type { Context, ExitCode } from './context.ts';
import type { Step } from './init-steps.ts';
import { invocation } from './invocation.ts';
import { findPackage } from './package-folder.ts';
import { readHookWay } from './read-hook-way.ts';
import { releaseAll } from './settle-locks.ts';

/**
 * `init --uninstall`: takes the hooks back, and `prepare`, which would fail once the package is
 * gone. The config stays: it is the repository's own, and holds the pinned id.
 */
export async function uninstall(
  context: Context,
  repository: Repository,
  confirmed: boolean,
): Promise<ExitCode> {
  const arming = await findPackage(context, repository);
  const husky = huskyFolder(await readHookWay(repository).catch(() => null));
  const steps = [
    ...(await planUninstall(repository, join(arming?.folder ?? '', 'package.json'), husky)),
    ...(await planWithoutAgents(repository)),
  ];
  const and = "and take the gate's hooks away";
  const { root, mainRoot } = repository;
  const again = `${invocation(root, mainRoot, context.program.script)} init --uninstall`;
  if (!(await confirmSteps(context, { steps, and, confirmed, again }))) return 1;
  await writeSteps(repository.root, steps);
  await tidyAgentFolders(repository);
  await takeBesideAway(repository);
  await takeBeforeAway(repository);
  await takeHuskyAway(repository, husky);
  await releaseAll(repository);
  context.out('The hooks are gone. Left: migration-gate.json, .env.example and .gitignore.\n');
  return 0;
}

const huskyFolder = (way: HookWay | null): string =>
  way?.kind === 'husky' ? way.folder : '.husky';

async function planUninstall(
  { root }: Repository,
  manifest: string,
  husky: string,
): Promise<Step[]> {
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
  await add(manifest, 'no longer arms clones (prepare)', withoutPrepare);
  for (const hook of MANAGED_HOOKS) {
    await add(`${husky}/${hook}`, 'no longer calls the gate', withoutHookBlock);
  }
  return steps.map((step) => (step.text === '' ? { ...step, text: null } : step));
}

/** Users' hooks become what they were, byte for byte. */
async function takeBesideAway(repository: Repository): Promise<void> {
  const hooks = gitHooks(repository);
  await tidyLeftFiles(hooks);
  await applyBeside(hooks, await planNotBeside(hooks));
  await rm(gateFiles(hooks), { recursive: true, force: true });
}

/** The setting that stood in the repository's own config comes back. */
async function takeBeforeAway(repository: Repository): Promise<void> {
  const hooks = ownHooks(repository);
  const next = await readNext(hooks);
  if ((await readHooksPath(repository.git)) === hooks) {
    if (next?.scope === 'local') await writeHooksPath(repository.mainRoot, next.path);
    else await removeHooksPath(repository.mainRoot);
  }
  await rm(hooks, { recursive: true, force: true });
}

/** husky goes on where it has hooks of the user's own, with the hooks path that it sets itself. */
async function takeHuskyAway(
  { mainRoot, git, commonDir }: Repository,
  folder: string,
): Promise<void> {
  await stopWatching(stateDir(commonDir));
  const husky = join(mainRoot, folder);
  await rm(join(husky, '_', 'reference-transaction'), { force: true });
  await rm(gateFiles(join(husky, '_')), { recursive: true, force: true });
  const used = (await readHooksPath(git)) === join(husky, '_');
  const others = (await readdir(husky).catch(() => [])).filter((file) => file !== '_');
  if (others.length > 0) return used ? writeHooksPath(mainRoot, `${folder}/_`) : undefined;
  if (used) await removeHooksPath(mainRoot);
  await rm(join(husky, '_'), { recursive: true, force: true });
  await rmdir(husky).catch(() => undefined);
}
