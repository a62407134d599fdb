import { commandFolder } from '../core/command-folder.ts';
import { isGitProgram, parseGitWords } from '../core/git-words.ts';
import { holdsSecret } from '../core/holds-secret.ts';
import type { Operation } from '../core/operation.ts';
import type { Left } from '../core/plan-repeat.ts';
import { readsStdin } from '../core/reads-stdin.ts';
import { digestEnvironment } from '../process/digest-environment.ts';
import { type GitCommand, readGitCommand } from '../process/read-gits.ts';
import type { Context } from './context.ts';

/** The commands that are in the middle of it, when git is; `commit` only ends what another began. */
const BEGUN_BY: Readonly<Record<Operation, readonly string[]>> = {
  none: [],
  merge: ['merge', 'pull'],
  rebase: ['rebase', 'pull'],
  'rebase --apply': ['rebase', 'pull'],
  am: ['am'],
  'cherry-pick': ['cherry-pick'],
  revert: ['revert'],
};

/** They refuse to begin while files are as a refused one left them. */
const NEED_THEIR_FILES_BACK = ['cherry-pick', 'revert'];

/**
 * What `ready` may need to know of the refused command. Nothing of it is kept where it holds a
 * secret, or a word that is not UTF-8.
 *
 * @param operation what git is in the middle of, for this command or for another
 * @param next the refused commit; null while no file has moved
 */
export async function readRefusedCommand(
  context: Context,
  operation: Operation,
  next: string | null,
): Promise<Omit<Left, 'root' | 'ref' | 'of'>> {
  const given = await readGitCommand({ pid: context.parentPid, env: context.env });
  if (given === null) return { operation, moved: null, command: null };
  const commands = given.gits.map((args) => parseGitWords(args).command);
  const own = commands.some((command) => BEGUN_BY[operation].includes(command));
  const back = commands.some((command) => NEED_THEIR_FILES_BACK.includes(command));
  return {
    operation: own ? operation : 'none',
    moved: back && operation === 'none' ? next : null,
    command: mayBeKept(given) ? describe(given) : null,
  };
}

/** Not `git-receive-pack`, which a server runs for another's push; nor `./git`, whatever it is. */
function mayBeKept({ args, exact, gits }: GitCommand): boolean {
  return exact && isGitProgram(args[0] ?? '') && !gits.some(holdsSecret);
}

function describe({ args, gits, environment, ...given }: GitCommand): Left['command'] {
  const { landed, prefix, started } = given;
  return {
    args,
    folder: landed === null ? null : commandFolder(args, { landed, prefix, started }),
    stdin: gits.some(readsStdin),
    environment: environment === null ? null : digestEnvironment(environment),
  };
}
