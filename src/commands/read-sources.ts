import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvFile, type Source } from '../config/env-source.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { type Git, openGit } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';

/**
 * Where variables come from (contract 4): the process, then `.env` of this worktree, then `.env`
 * of the main worktree. Throws ENV_TRACKED for a file that git tracks: it is not read.
 */
export async function readSources(context: Context, repository: Repository): Promise<Source[]> {
  const { root, mainRoot, envIsUntracked = false } = repository;
  const sources: Source[] = [
    { label: 'the environment', values: context.env, folder: context.cwd },
  ];
  sources.push(...(await readSource(repository.git, root, '.env', envIsUntracked)));
  if (mainRoot !== root)
    sources.push(...(await readSource(openGit(mainRoot, true), mainRoot, join(mainRoot, '.env'))));
  return sources;
}

async function readSource(
  git: Git,
  folder: string,
  label: string,
  isUntracked = false,
): Promise<Source[]> {
  const file = join(folder, '.env');
  if (!existsSync(file)) return [];
  if (!isUntracked && (await isTracked(git))) {
    throw new GateError('ENV_TRACKED', { file: label, folder: shellQuote(folder) });
  }
  const read = readEnvFile(file, label);
  return read.kind === 'absent' ? [] : [{ label, values: read.values, folder }];
}

/** Where it does not track it, git says so, and exits with 1. */
async function isTracked(git: Git): Promise<boolean> {
  return (await git.maybe('ls-files', '--error-unmatch', '--', '.env')) !== null;
}
