import type { GateConfig } from '../config/gate-config.ts';
import type { Candidate } from '../core/candidate.ts';
import { DOCUMENTS, type JudgedDocument, renderStale } from '../core/schema-document.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { printScript } from '../state/write-script.ts';
import type { Context, ExitCode } from './context.ts';
import { readOwnConfig } from './gate-settings.ts';
import { invocation } from './invocation.ts';
import { makeSchema } from './make-schema.ts';
import { readCandidate, renderWhat, type What } from './read-candidate.ts';
import { judgeDocuments, readDocument } from './read-documents.ts';
import { digestOf } from './schema-digest.ts';
import { writeSchema } from './write-schema.ts';

export type SchemaOptions = {
  readonly what: What;
  /** Only says whether the committed documents are up to date. */
  readonly check?: boolean;
  /** Prints this one instead of writing both. */
  readonly format?: 'sql' | 'md';
};

/**
 * `schema`: the schema of a candidate's migrations, by replay and from no database of the user's.
 * Of the working tree or the index it is written to the config's folder; else it is printed.
 */
export async function schema(context: Context, options: SchemaOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readOwnConfig(repository);
  const candidate = await readCandidate(repository, config, options.what);
  if (options.check) return checkSchema(context, repository, { config, candidate, options });
  const made = await makeSchema(context, repository, candidate);
  const isOwn = options.what.kind === 'working-tree' || options.what.kind === 'staged';
  const folder = options.format === undefined && isOwn ? config.schema : undefined;
  if (folder === undefined) {
    await printScript(made[options.format === 'md' ? 'schema.md' : 'schema.sql']);
    return 0;
  }
  const changed = await writeSchema(repository, folder, made);
  const said = changed.length === 0 ? 'up to date already' : `written: ${changed.join(', ')}`;
  context.out(`Schema documents ${visible(said)}.\n`);
  return 0;
}

type Checked = {
  readonly config: GateConfig;
  readonly candidate: Candidate;
  readonly options: SchemaOptions;
};

async function checkSchema(
  context: Context,
  repository: Repository,
  { config, candidate, options }: Checked,
): Promise<ExitCode> {
  const folder = config.schema;
  if (folder === undefined) {
    throw new GateError('BAD_USAGE', {
      problem: 'migration-gate.json names no folder for the schema documents.',
      fix: 'Add to it, for instance: "schema": "schema"',
    });
  }
  const judged = await judgeDocuments(repository, candidate.tree, folder, digestOf(candidate));
  const isCurrent = judged.every(({ state }) => state === 'current');
  const stale = isCurrent ? await compareBytes(context, repository, candidate, folder) : judged;
  const problems = renderStale(stale);
  if (problems.length === 0) {
    context.out(`The schema documents in ${shellQuote(folder)} are up to date.\n`);
    return 0;
  }
  const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
  const what = options.what.kind === 'staged' ? ` ${renderWhat(options.what)}` : '';
  context.err(renderCheck(problems, [`${invoke} schema${what}`, `git add ${shellQuote(folder)}`]));
  return 1;
}

/** What is wrong, and what to type. */
const renderCheck = (problems: readonly string[], fixes: readonly string[]): string =>
  [
    ...problems.map((problem) => `✗ ${visible(problem)}`),
    'What to type:',
    ...fixes.map((fix) => `  ${visible(fix)}`),
    '',
  ].join('\n');

/** A document may carry any digests: where the engine is there, it is made anew and compared. */
async function compareBytes(
  context: Context,
  repository: Repository,
  candidate: Candidate,
  folder: string,
): Promise<JudgedDocument[]> {
  const made = await makeSchema(context, repository, candidate).catch((error) => {
    if (!(error instanceof GateError && error.code === 'PEER_MISSING')) throw error;
    context.err(`⚠️  Checked by their digests only: ${error.message}\n`);
    return null;
  });
  if (made === null) return [];
  return Promise.all(
    DOCUMENTS.map(async (name) => {
      const path = `${folder}/${name}`;
      const text = (await readDocument(repository, candidate.tree, path))?.replaceAll('\r\n', '\n');
      return { path, state: text === made[name] ? 'current' : 'edited' } as const;
    }),
  );
}
