import type { Contents } from '../core/compare-ledger.ts';
import type { Migration } from '../core/migration.ts';
import { parseContents } from '../core/parse-contents.ts';
import type { Git } from '../git/git.ts';
import { readBlobs } from '../git/read-blobs.ts';

/** The texts of migrations, whatever a ledger says of them. */
export async function readTexts(git: Git, migrations: readonly Migration[]): Promise<Contents> {
  const bytes = await readBlobs(git, [...new Set(migrations.map(({ blob }) => blob))]);
  return parseContents(migrations, bytes).contents;
}
