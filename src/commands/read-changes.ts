import { changedObjects } from '../core/changed-objects.ts';
import type { Contents } from '../core/compare-ledger.ts';
import type { Migration } from '../core/migration.ts';
import type { ObjectName } from '../core/object-name.ts';
import { parseContents } from '../core/parse-contents.ts';
import type { Git } from '../git/git.ts';
import { readBlobs } from '../git/read-blobs.ts';
import { parseStatements } from '../parser/parse-statements.ts';

/** The texts of migrations, and what each changes by PostgreSQL's own grammar, by blob. */
export type Changes = {
  readonly contents: Contents;
  readonly objects: ReadonlyMap<string, readonly ObjectName[]>;
};

/** Each distinct content is read and parsed once; what the grammar does not accept changes nothing. */
export async function readChanges(git: Git, migrations: readonly Migration[]): Promise<Changes> {
  const distinct = [...new Map(migrations.map((one) => [one.blob, one])).values()];
  const bytes = await readBlobs(
    git,
    distinct.map(({ blob }) => blob),
  );
  const { contents } = parseContents(distinct, bytes);
  const objects = new Map<string, readonly ObjectName[]>();
  for (const [blob, text] of contents) {
    if (!CHANGES.test(text)) continue;
    objects.set(blob, changedObjects((await parseStatements(text)) ?? []));
  }
  return { contents, objects };
}

/** Only these statements change an object; the parser is not loaded for others. */
const CHANGES = /\b(?:create|alter|drop|into)\b/i;
