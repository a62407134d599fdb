import { readFile, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import type { GateConfig } from '../config/gate-config.ts';
import { type Diagnosis, ok, warning, wrong } from '../core/diagnosis.ts';
import { hasSecret } from '../core/holds-secret.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { ROTATE } from '../core/ways-out.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { CONFIG_FILE, readConfigAt, readWorkingConfig, targetsOfBranch } from './gate-settings.ts';
import { readGivenReason } from './given-override.ts';
import { readGuardedRefs } from './guarded-refs.ts';

/** The config that commands read, or null where it cannot be read; and the protected branches'. */
export async function diagnoseConfig(
  repository: Repository,
): Promise<{ config: GateConfig | null; diagnoses: Diagnosis[] }> {
  const branches = await diagnoseBranches(repository);
  try {
    const config = await readWorkingConfig(repository.root);
    const read = ok('config', `${CONFIG_FILE} can be read`);
    return { config, diagnoses: [read, ...(await diagnoseSecrets(repository)), ...branches] };
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return { config: null, diagnoses: [wrong('config', error.message, error.fix), ...branches] };
  }
}

/** The file is committed, so what stands in it is known to everybody who has a clone. */
async function diagnoseSecrets({ root }: Repository): Promise<Diagnosis[]> {
  const text = await readFile(join(root, CONFIG_FILE), 'utf8').catch(() => '');
  if (!hasSecret(text)) return [];
  const fixes = [`Take it out of ${CONFIG_FILE}: secrets are for .env.`, ROTATE];
  return [wrong('config', `${CONFIG_FILE} holds a password or a token`, ...fixes)];
}

/** A branch is judged by its own config. */
async function diagnoseBranches(repository: Repository): Promise<Diagnosis[]> {
  const { git } = repository;
  const gated: string[] = [];
  const found: Diagnosis[] = [];
  for (const { oid, branch, tracking } of await readGuardedRefs(repository, new Set())) {
    if (tracking) continue;
    try {
      const config = await readConfigAt(git, oid, branch);
      if (config && (await targetsOfBranch(git, config, branch))) gated.push(branch);
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      found.push(wrong('config', error.message, error.fix));
    }
  }
  if (found.length > 0) return found;
  if (gated.length > 0) return [ok('config', `gated: ${gated.join(', ')}`)];
  const text = `no branch is gated: ${CONFIG_FILE} is in no protected branch`;
  return [warning('config', text, `git add ${CONFIG_FILE} && git commit`)];
}

/** `.env` of this worktree and of the main one; and an override that was left behind. */
export async function diagnoseEnv(context: Context, repository: Repository): Promise<Diagnosis[]> {
  const { root, mainRoot } = repository;
  const folders = [...new Set([root, mainRoot])];
  const files = await Promise.all(folders.map(diagnoseEnvFile));
  return [...files.flat(), ...(await diagnoseOverride(context, repository))];
}

async function diagnoseEnvFile(folder: string): Promise<Diagnosis[]> {
  const file = join(folder, '.env');
  const found = await stat(file).catch(() => null);
  if (found === null) return [];
  const git = openGit(folder, true);
  const at = `git -C ${shellQuote(folder)}`;
  if ((await git.text('ls-files', '--', '.env')) !== '') {
    const text = `.env is tracked by git, with its secrets\n${file}`;
    return [
      wrong(
        'env',
        text,
        `${at} rm --cached .env`,
        `echo .env >>${shellQuote(join(folder, '.gitignore'))}`,
        ROTATE,
      ),
    ];
  }
  const ignored = ['ls-files', '--others', '--ignored', '--exclude-standard', '--', '.env'];
  if ((await git.text(...ignored)) === '') {
    const text = `.env is not ignored: the next "git add" takes its secrets\n${file}`;
    return [wrong('env', text, `echo .env >>${shellQuote(join(folder, '.gitignore'))}`)];
  }
  if (platform() !== 'win32' && (found.mode & 0o004) !== 0) {
    const text = `.env can be read by everybody on this machine\n${file}`;
    return [warning('env', text, `chmod 600 ${shellQuote(file)}`)];
  }
  return [ok('env', `.env is ignored by git, and private\n${file}`)];
}

/** `doctor` itself takes none, so whatever it sees was left behind. */
async function diagnoseOverride(context: Context, { git }: Repository): Promise<Diagnosis[]> {
  const fixes = ['unset MIGRATION_GATE_OVERRIDE', "Take it out of the shell's profile, too."];
  try {
    const { reason, ignored } = await readGivenReason(context, git);
    return [
      ...(reason === null
        ? []
        : [wrong('env', 'an override is set in this shell: it passes every update', ...fixes)]),
      ...(ignored === null
        ? []
        : [warning('env', ignored, 'git config --show-origin --get-all migration-gate.override')]),
    ];
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    return [wrong('env', 'an empty override is set: it refuses every update', ...fixes)];
  }
}
