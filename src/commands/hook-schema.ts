import type { GateConfig } from '../config/gate-config.ts';
import { renderStale } from '../core/schema-document.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readOperation } from '../git/read-operation.ts';
import type { Repository } from '../git/repository.ts';
import { resolveIndex } from '../git/resolve-revision.ts';
import type { Context, ExitCode } from './context.ts';
import { readConfigAt } from './gate-settings.ts';
import { readGivenReason } from './given-override.ts';
import { invocation } from './invocation.ts';
import { type Based, withBaselineAt } from './read-baseline.ts';
import { readCandidate, readFolder } from './read-candidate.ts';
import { judgeDocuments } from './read-documents.ts';
import { digestOf } from './schema-digest.ts';

/**
 * `pre-commit`, on any branch: the schema documents of the tree that is about to be committed, by
 * their digests alone. They block where this very commit changes migrations; a merge is not to be
 * mended before it is made, so in the middle of one, and everywhere else, it is only said.
 *
 * @param written the tree of the index, where a hook has written it already; else '' or 'schema'
 */
export async function hookSchema(
  context: Context,
  repository: Repository,
  written: string,
): Promise<ExitCode> {
  const { git } = repository;
  const isWritten = written !== '' && written !== 'schema';
  const tree = isWritten ? written : (await resolveIndex(git)).tree;
  const config = await readConfigAt(git, tree, 'the index').catch(skipBadConfig);
  if (config === null || config.schema === undefined) return 0;
  const staged = await readMade(git, tree, config);
  const judged = await judgeDocuments(repository, tree, config.schema, digestOf(staged));
  const problems = renderStale(judged);
  if (problems.length === 0) return 0;
  const fixes = await fixesOf(context, repository, config, staged);
  const { reason } = await readGivenReason(context, git);
  const blocks =
    reason === null &&
    (await changesMigrations(repository, config, staged)) &&
    (await readOperation(git)) === 'none';
  const heading = blocks ? 'this commit is refused' : 'this commit is made all the same';
  context.err(`migration-gate: the schema documents are stale; ${heading}.\n`);
  context.err(problems.map((problem) => `${blocks ? '✗' : '⚠️ '} ${visible(problem)}\n`).join(''));
  context.err(`What to type:\n${fixes.map((fix) => `  ${visible(fix)}\n`).join('')}`);
  return blocks ? 1 : 0;
}

/** What documents are made from. */
const readMade = async (git: Git, tree: string, config: GateConfig): Promise<Based> =>
  withBaselineAt(git, tree, config, await readFolder(git, tree, config));

/** What is wrong with a config is said where it matters; documents are no gate. */
function skipBadConfig(error: unknown): null {
  if (error instanceof GateError && error.code === 'BAD_CONFIG') return null;
  throw error;
}

async function changesMigrations(
  { git }: Repository,
  config: GateConfig,
  staged: Based,
): Promise<boolean> {
  const before = await readMade(git, 'HEAD', config).catch(() => null);
  return before === null || digestOf(before) !== digestOf(staged);
}

/** Where the working tree has other migrations than the index, it is the index that counts. */
async function fixesOf(
  context: Context,
  repository: Repository,
  config: GateConfig,
  staged: Based,
): Promise<string[]> {
  const own = await readCandidate(repository, config, { kind: 'working-tree' });
  const option = digestOf(own) === digestOf(staged) ? '' : ' --staged';
  const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
  return [
    `${invoke} schema${option}`,
    `git add ${shellQuote(config.schema ?? '')}`,
    'the same git commit again',
  ];
}
