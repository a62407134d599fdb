import { makeBundle, splitAll } from '../../src/commands/read-bundle.ts';
import type { Bundle } from '../../src/core/bundle.ts';
import { renderBundle } from '../../src/core/render-bundle.ts';
import { factsOf, migration, NOW, target, UNREACHABLE } from '../core/builders.ts';
import type { FreshDatabase } from '../support/postgres.ts';

/** A bundle of these texts by name, made while production could not be read. */
export async function madeBundle(
  database: Pick<FreshDatabase, 'name'>,
  texts: Readonly<Record<string, string>>,
  over: Partial<Bundle> = {},
): Promise<string> {
  const migrations = Object.entries(texts).map(([name, sql]) => migration(name, sql));
  const run = migrations.map((one) => ({ migration: one, sql: texts[one.name] ?? '' }));
  const { carried, refusals } = await splitAll(run);
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
  const facts = factsOf({ migrations }, { targets: [target('production', UNREACHABLE)] });
  const maker = {
    target: 'production',
    database: database.name,
    by: 'Ann <ann@example.com>',
    at: NOW,
    bundleAll: 'migration-gate bundle main',
  };
  return renderBundle({ ...makeBundle(maker, facts, carried), ...over }, ['A bundle.']);
}
