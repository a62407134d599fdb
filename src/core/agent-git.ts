import type { Finding, GitAction } from './agent-finding.ts';
import { WITHOUT_IT } from './agent-finding.ts';
import { parseGitWords } from './git-words.ts';
import { parseMergeStrategy } from './merge-command.ts';
import { isDryRun } from './push-words.ts';
import { programOf, type ShellCommand } from './shell-commands.ts';

/** What a `git` command, or `gh pr merge`, does that concerns the gate. */
export function gitFindings(command: ShellCommand): Finding[] {
  const args = command.words.map(({ text }) => text);
  const program = programOf(command);
  if (program === 'gh' && args[1] === 'pr' && args[2] === 'merge') return [MERGES_THERE];
  if (program !== 'git' && !program.startsWith('git-')) return [];
  const git = parseGitWords(args);
  const bypass = findBypass(args, git.command, git.rest);
  if (bypass !== null) return [{ kind: 'deny', problem: bypass, instead: WITHOUT_IT }];
  if (isOverride(args, git.command, git.rest)) {
    return [{ kind: 'ask', reason: 'this lets migrations pass undeployed (an override)' }];
  }
  const action = git.elsewhere ? null : actionOf(args, git.command, git.rest, command);
  if (action !== null) {
    const folders = command.folders && [...command.folders, ...git.folders];
    return [{ kind: 'verify', action, folders }];
  }
  const paths = removedBy(git.command, git.rest);
  if (paths.length === 0) return [];
  const folders = command.folders && [...command.folders, ...git.folders];
  return [{ kind: 'remove', paths, whole: false, folders }];
}

/** `git rm`; and `git clean -fdx`, which takes what husky made, for it is ignored. */
function removedBy(command: string, rest: readonly string[]): string[] {
  if (command === 'rm') return rest.filter((word) => !word.startsWith('-'));
  const has = (letter: RegExp): boolean => rest.some((word) => letter.test(word));
  const cleans =
    command === 'clean' &&
    has(/^-[a-z]*[xX]/i) &&
    has(/^-[a-zA-Z]*f|^--force$/) &&
    !has(/^-[a-zA-Z]*n|^--dry-run$|\.husky/);
  return cleans ? ['.husky/_'] : [];
}

const MERGES_THERE: Finding = {
  kind: 'ask',
  reason: 'this merges on the server, where the hooks of this clone do not run',
};

/** Why it would pass the hooks unseen; null: it would not. */
function findBypass(
  args: readonly string[],
  command: string,
  rest: readonly string[],
): string | null {
  const gate = 'and with them the gate for migrations.';
  const setting = settingsOf(args).find((one) => /^core\.hookspath(?:=|$)/i.test(one));
  if (setting !== undefined) return `-c ${setting} switches the hooks off, ${gate}`;
  const flag = optionsOf(command, rest).find((word) => isNoVerify(command, word));
  if (flag !== undefined) return `${flag} leaves hooks out, ${gate}`;
  return command === 'config' && changesHooksPath(rest)
    ? `Another core.hooksPath switches the hooks off, ${gate}`
    : null;
}

/** The values of `git -c` and `--config-env`. */
function settingsOf(args: readonly string[]): string[] {
  const own: string[] = [];
  for (let i = 1; args[i]?.startsWith('-'); i += 1) {
    const word = args[i] ?? '';
    if (word === '-c' || word === '--config-env') own.push(args[++i] ?? '');
    else if (word.startsWith('--config-env=')) own.push(word.slice('--config-env='.length));
    else if (/^(?:-C|--git-dir|--work-tree|--namespace|--attr-source)$/.test(word)) i += 1;
  }
  return own;
}

const TAKES_A_VALUE =
  /^--(?:message|file|author|date|template|reuse-message|reedit-message|fixup|squash|trailer|cleanup|strategy|strategy-option|onto|exec|push-option|repo|receive-pack)$/;

/** The options of a command, without what is the value of another: `-m "--no-verify"`. */
function optionsOf(command: string, rest: readonly string[]): string[] {
  const options: string[] = [];
  const letters = command === 'commit' ? /^-[a-zA-Z]*?[mFCct]$/ : /^-[a-zA-Z]*?[mFsXxo]$/;
  for (let i = 0; i < rest.length && rest[i] !== '--'; i += 1) {
    const word = rest[i] ?? '';
    if (!word.startsWith('-')) continue;
    options.push(word);
    if (TAKES_A_VALUE.test(word) || letters.test(word)) i += 1;
  }
  return options;
}

/** `-n` is that of `commit` and `am` alone; in `-anm x` it stands with others, in `-mno` it is a text. */
function isNoVerify(command: string, word: string): boolean {
  if (/^--no-veri(?:f|fy)?$/.test(word)) return true;
  if (command !== 'commit' && command !== 'am') return false;
  return /^-[^-mFCctSu]*n/.test(word) && !word.startsWith('--');
}

function changesHooksPath(rest: readonly string[]): boolean {
  const at = rest.findIndex((word) => word.toLowerCase() === 'core.hookspath');
  if (at < 0) return false;
  const reads = rest.some((word) => /^(?:get|list|--get.*|-l|--list)$/.test(word));
  const unsets = rest.some((word) => /^(?:unset|--unset.*)$/.test(word));
  return !reads && (unsets || rest.length > at + 1);
}

function isOverride(args: readonly string[], command: string, rest: readonly string[]): boolean {
  const isIt = (word: string): boolean => /migration-gate\.override(?:=|$)/i.test(word);
  const pushed =
    command === 'push' &&
    rest.some((word) => /^(?:-o|--push-option=)?migration-gate\.override/.test(word));
  return pushed || settingsOf(args).some(isIt);
}

const ENDS_A_MERGE = /^--(?:abort|quit|continue)$/;

/** What the gate is asked about; null: nothing, or it cannot be told and the hooks decide. */
function actionOf(
  args: readonly string[],
  command: string,
  rest: readonly string[],
  { words }: ShellCommand,
): GitAction | null {
  // What a shell puts in is not known; nor what a variable makes of the repository.
  if (words.some(({ dynamic }) => dynamic)) return null;
  const names = rest.filter((word, i) => !word.startsWith('-') && !isValue(rest, i));
  if (command === 'merge' && !rest.some((word) => ENDS_A_MERGE.test(word))) {
    const [name] = names;
    const plain = names.length === 1 && parseMergeStrategy(['git', 'merge', ...rest]) === 'plain';
    return name !== undefined && plain ? { kind: 'merge', name } : null;
  }
  if (command === 'pull' && names[0] === '.' && names[1] !== undefined && names.length === 2) {
    return { kind: 'merge', name: names[1] };
  }
  if (command === 'push') return isDryRun(args) ? null : { kind: 'push', words: rest };
  if (command === 'worktree' && names[0] === 'remove' && names[1] !== undefined) {
    return { kind: 'close', path: names[1] };
  }
  return null;
}

const isValue = (rest: readonly string[], i: number): boolean =>
  /^-[a-zA-Z]*[mFsX]$/.test(rest[i - 1] ?? '') || TAKES_A_VALUE.test(rest[i - 1] ?? '');
