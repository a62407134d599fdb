import type { Facts } from '../core/facts.ts';
import type { Pair } from '../core/migration.ts';
import { parseContents } from '../core/parse-contents.ts';
import { readBlobs } from '../git/read-blobs.ts';
import type { Repository } from '../git/repository.ts';

/**
 * The facts with the texts of these, too: a check reads only those that some target lacks, and a
 * target that could not be asked, or is to be made anew, lacks more.
 */
export async function withContents(
  { git }: Repository,
  facts: Facts,
  open: readonly Pair[],
): Promise<Facts> {
  const needed = open.filter(({ blob }) => !facts.contents.has(blob)).map(({ blob }) => blob);
  const bytes = await readBlobs(git, [...new Set(needed)]);
  const parsed = parseContents(facts.candidate.migrations, bytes);
  const findings = [...facts.candidate.findings, ...parsed.findings];
  return {
    ...facts,
    candidate: { ...facts.candidate, findings },
    contents: new Map([...facts.contents, ...parsed.contents]),
  };
}
