import type { Candidate } from '../core/candidate.ts';
import { catalogAfter } from '../core/catalog-after.ts';
import { renderSchemaMarkdown } from '../core/render-schema-markdown.ts';
import { withBaseline } from '../core/replayed-baseline.ts';
import { type DocumentName, withHead } from '../core/schema-document.ts';
import { modelOf, type SchemaModel } from '../core/schema-model.ts';
import { tidyDump } from '../core/tidy-dump.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { readReplay, readReplayedSchema } from './read-replay.ts';
import { digest, digestOf } from './schema-digest.ts';

export type Documents = Readonly<Record<DocumentName, string>>;

/**
 * The schema documents of a candidate, by replay in a disposable engine: the same bytes on every
 * machine. GateError PEER_MISSING; BAD_USAGE where a migration cannot be replayed.
 */
export async function makeSchema(
  context: Context,
  repository: Repository,
  candidate: Candidate,
): Promise<Documents> {
  const { engine, model } = await readSchema(context, repository, candidate);
  const made = { from: digestOf(candidate), digest };
  return {
    'schema.sql': withHead('schema.sql', tidyDump(engine.sql, engine.roles), made),
    'schema.md': withHead('schema.md', renderSchemaMarkdown(model), made),
  };
}

/** What the migrations of a candidate make; errors as of `makeSchema`. */
export async function readSchemaModel(
  context: Context,
  repository: Repository,
  candidate: Candidate,
): Promise<SchemaModel> {
  return (await readSchema(context, repository, candidate)).model;
}

async function readSchema(
  context: Context,
  repository: Repository,
  candidate: Candidate,
): Promise<Made> {
  try {
    return await replaySchema(context, repository, candidate);
  } catch (cause) {
    if (!(cause instanceof GateError && cause.code === 'PEER_MISSING')) throw cause;
    throw new GateError('PEER_MISSING', PEERS, { cause });
  }
}

type Made = {
  readonly engine: Awaited<ReturnType<typeof readReplayedSchema>>;
  readonly model: SchemaModel;
};

/** Either alone is of no use here. */
const PEERS = {
  purpose: 'Telling the schema',
  peer: '@electric-sql/pglite @electric-sql/pglite-tools',
};

async function replaySchema(
  context: Context,
  repository: Repository,
  candidate: Candidate,
): Promise<Made> {
  const { migrations, baseline } = candidate;
  const sequence = migrations.map(({ name, blob }) => ({ name, blob, sql: null }));
  const replay = await readReplay(context, repository, sequence, migrations, baseline);
  const { before, steps, broken } = replay;
  if (broken !== null) throw notReplayed(baseline?.path ?? '', broken);
  const failed = steps.find((step) => step.failed !== null);
  if (failed !== undefined) throw notReplayed(failed.name, failed.failed ?? '');
  const replayed = withBaseline(sequence, baseline);
  const engine = await readReplayedSchema(repository, replayed, migrations);
  return { engine, model: modelOf(catalogAfter(before, steps), engine.order) };
}

function notReplayed(name: string, problem: string): GateError {
  return new GateError('BAD_USAGE', {
    problem: `The schema cannot be told: ${visible(name)} does not run in PGlite:\n${visible(problem)}`,
    fix: `Try all migrations on an empty PostgreSQL. Where they run there, PGlite lacks what
${visible(name)} needs: then take "schema" out of migration-gate.json.`,
  });
}
