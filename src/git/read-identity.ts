import type { Git } from './git.ts';

/** Who works here, as commits say it: `Ann <ann@example.com>`. */
export async function readIdentity(git: Git): Promise<string> {
  // `Ann <ann@example.com> 1790000000 +0000`
  const ident = await git.line('var', 'GIT_COMMITTER_IDENT').catch(() => 'unknown');
  return ident.replace(/ \d+ [+-]\d{4}$/, '');
}
