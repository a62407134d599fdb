import type { Git } from './git.ts';

const KEY = 'receive.advertisePushOptions';

/** Whether a push to this repository may carry options; null where nothing says so. */
export async function readPushOptions(git: Git): Promise<string | null> {
  return (await git.maybe('config', '--get', KEY))?.trim() ?? null;
}

/** Lets a push carry options: without it, `git push -o` fails before any hook runs. */
export async function allowPushOptions(git: Git): Promise<void> {
  await git.change('config', KEY, 'true');
}

/** As it was before. */
export async function forgetPushOptions(git: Git): Promise<void> {
  await git.maybe('config', '--unset', KEY);
}
