import type { Candidate } from '../core/candidate.ts';
import { catalogAfter } from '../core/catalog-after.ts';
import { renderSchemaMarkdown } from '../core/render-schema-markdown.ts';
import { type DocumentName, withHead } from '../core/schema-document.ts';
import { modelOf, type SchemaModel } from '../core/schema-model.ts';
import { tidyDump } from '../core/tidy-dump.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { type Replaying, replaying } from './read-replay.ts';
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
  const { asked, model } = await readModel(context, repository, candidate, DUMPED);
  const { sql, roles } = await needing(DUMPED, asked.dump);
  const made = { from: digestOf(candidate), digest };
  return {
    'schema.sql': withHead('schema.sql', tidyDump(sql, roles), made),
    'schema.md': withHead('schema.md', renderSchemaMarkdown(model), made),
  };
}

/** What the migrations of a candidate make; errors as of `makeSchema`. Nothing is dumped. */
export async function readSchemaModel(
  context: Context,
  repository: Repository,
  candidate: Candidate,
): Promise<SchemaModel> {
  return (await readModel(context, repository, candidate, ENGINE)).model;
}

/** What is to be installed: all of it at once. */
const ENGINE = '@electric-sql/pglite';
const DUMPED = '@electric-sql/pglite @electric-sql/pglite-tools';

async function needing<T>(peer: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof GateError && cause.code === 'PEER_MISSING')) throw cause;
    throw new GateError('PEER_MISSING', { purpose: 'Telling the schema', peer }, { cause });
  }
}

type Made = { readonly asked: Replaying; readonly model: SchemaModel };

async function readModel(
  context: Context,
  repository: Repository,
  { migrations, baseline }: Candidate,
  peers: string,
): Promise<Made> {
  const sequence = migrations.map(({ name, blob }) => ({ name, blob, sql: null }));
  const asked = replaying(context, repository, sequence, migrations, baseline);
  const { before, steps, broken } = await needing(peers, asked.replay);
  if (broken !== null) throw notReplayed(baseline?.path ?? '', broken);
  const failed = steps.find((step) => step.failed !== null);
  if (failed !== undefined) throw notReplayed(failed.name, failed.failed ?? '');
  const order = await needing(peers, asked.order);
  return { asked, model: modelOf(catalogAfter(before, steps), order) };
}

function notReplayed(name: string, problem: string): GateError {
  return new GateError('BAD_USAGE', {
    problem: `The schema cannot be told: ${visible(name)} does not run in PGlite:\n${visible(problem)}`,
    fix: `Try all migrations on an empty PostgreSQL. Where they run there, PGlite lacks what
${visible(name)} needs: then take "schema" out of migration-gate.json.`,
  });
}
