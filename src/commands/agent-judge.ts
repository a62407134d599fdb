import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type AgentAnswer, denied } from '../core/agent-answer.ts';
import type { Finding, GitAction } from '../core/agent-finding.ts';
import { WITHOUT_IT } from '../core/agent-finding.ts';
import { globMatches } from '../core/glob.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { judgeClose } from './agent-close.ts';
import { findGuarded } from './agent-guarded.ts';
import { judgeMerge, judgePush } from './agent-updates.ts';
import type { Context } from './context.ts';

type Open = Extract<Finding, { kind: 'verify' | 'remove' }>;

/**
 * What the gate says of an agent's commands, before they run: the same judgement, and the same
 * words, as at its hooks and at `worktree close`. null: nothing against them.
 */
export async function answerOfGate(
  context: Context,
  findings: readonly Finding[],
): Promise<AgentAnswer | null> {
  for (const finding of findings) {
    if (finding.kind !== 'verify' && finding.kind !== 'remove') continue;
    const answer = await answerOf(context, finding);
    if (answer !== null) return answer;
  }
  return null;
}

async function answerOf(context: Context, finding: Open): Promise<AgentAnswer | null> {
  // Where it runs cannot be told: the hooks decide.
  if (finding.folders === null) return null;
  const cwd = folderOf(context.cwd, finding.folders);
  if (finding.kind === 'remove') return answerRemoval(context, cwd, finding.paths, finding.whole);
  const repository = await repositoryAt(cwd);
  if (repository === null) return null;
  const { action } = finding;
  return blockedBy({ ...context, cwd }, (there) => judgeAction(there, repository, action));
}

/** What is said becomes the answer, where it is a block. */
async function blockedBy(
  context: Context,
  judge: (there: Context) => Promise<boolean>,
): Promise<AgentAnswer | null> {
  let said = '';
  const keep = (text: string): void => {
    said += text;
  };
  const blocked = await judge({ ...context, out: keep, err: keep });
  return blocked ? { stdout: '', stderr: said, code: 2 } : null;
}

/** `~` is the home of whoever runs the agent. */
function folderOf(cwd: string, folders: readonly string[]): string {
  return resolve(cwd, ...folders.map((path) => path.replace(/^~(?=\/|$)/, homedir())));
}

/** Outside of a repository git itself says so. */
async function repositoryAt(folder: string): Promise<Repository | null> {
  try {
    return await readRepository(folder);
  } catch (error) {
    if (error instanceof GateError) return null;
    // The folder is not there (yet).
    if ((error as Error).message.includes('does not exist')) return null;
    throw error;
  }
}

/** Whether it is blocked; what is said is in the context's keeping. */
async function judgeAction(
  context: Context,
  repository: Repository,
  action: GitAction,
): Promise<boolean> {
  if (action.kind === 'close') return judgeClose(context, action.path);
  if (repository.bare) return false;
  return action.kind === 'merge'
    ? judgeMerge(context, repository, action.name)
    : judgePush(context, repository, action.words);
}

async function answerRemoval(
  context: Context,
  cwd: string,
  words: readonly string[],
  whole: boolean,
): Promise<AgentAnswer | null> {
  const paths = (await Promise.all(words.map((word) => expandPath(folderOf(cwd, [word]))))).flat();
  // `cd .. && rm -rf wt`: it may be of the repository where the agent is.
  const around = await Promise.all([cwd, context.cwd].map(repositoryAt));
  for (const repository of new Map(around.map((one) => [one?.commonDir, one])).values()) {
    if (repository === null) continue;
    const { hooks, worktrees } = await findGuarded(repository, paths, whole);
    if (hooks !== null) return deniedHooks(hooks);
    for (const path of worktrees) {
      const answer = await blockedBy({ ...context, cwd }, (there) => judgeClose(there, path));
      if (answer !== null) return answer;
    }
  }
  return null;
}

/** `*` in the last part of a path, as the shell would put it in. */
async function expandPath(path: string): Promise<string[]> {
  const glob = basename(path);
  if (!/[*?[]/.test(glob)) return [path];
  const names = await readdir(dirname(path)).catch(() => []);
  return names.filter((name) => globMatches(glob, name)).map((name) => join(dirname(path), name));
}

function deniedHooks(hooks: string): AgentAnswer {
  return denied(`${hooks} belongs to the hooks, and so to the gate for migrations.`, [
    ...WITHOUT_IT.slice(1),
    'A person takes the gate away by: npx --no migration-gate init --uninstall',
  ]);
}
