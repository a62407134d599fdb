export const FOLDER = 'db/my migrations';

/**
 * What `git fast-import` reads: all commits and branches of a test in one process. main has a
 * migration, `feature` one more, `plain` and `other` none more.
 * @param diverged main has one more commit, which no other branch has
 */
export function history(diverged: boolean): string {
  return [
    commit('main', 'refs/heads/main^0', { [`${FOLDER}/001_a.sql`]: 'SELECT 1;', 'app.txt': 'app' }),
    commit('feature', 'refs/heads/main', { [`${FOLDER}/002_b.sql`]: 'SELECT 2;' }),
    commit('plain', 'refs/heads/main', { 'plain.txt': 'plain' }),
    commit('other', 'refs/heads/main', { 'other.txt': 'other' }),
    // Without `from` it goes on where this stream left the branch.
    diverged ? commit('main', undefined, { 'main.txt': 'main' }) : '',
  ].join('\n');
}

function commit(branch: string, from: string | undefined, files: Record<string, string>): string {
  return [
    `commit refs/heads/${branch}`,
    'committer Ann Author <ann@example.com> 1700000000 +0000',
    `data <<.\nOn ${branch}\n.`,
    ...(from ? [`from ${from}`] : []),
    ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\ndata <<.\n${text}\n.`),
    '',
  ].join('\n');
}
