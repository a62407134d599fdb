import type { TaskMeta } from 'vitest';

type Found = NonNullable<TaskMeta['evidence']>;

const VERDICTS = [
  'evident',
  'evident (implied)',
  'absent',
  'absent (implied)',
  'partial',
  'undecided',
];

/** docs/evidence.md: what is said of migrations whose truth is known. */
export function renderEvidence(found: readonly Found[], date: string): string {
  const servers = [...new Set(found.map(({ postgres }) => postgres))];
  const corpora = [...new Set(found.map(({ corpus }) => corpus))];
  return `# What a catalog proves

Written by \`npm run test:evidence\`, which brings real databases into known states by hand and asks
\`verify --evidence\`'s rule what ran there. This run: ${date}, PostgreSQL ${servers.join(' and ')},
replayed in PGlite; migrations of ${corpora.join(', ')}. A run in which
anything applied is called absent, or anything else evident, does not write this file.

*Not there* is shown as pending. *Implied* is one round of inference over what the rule left open.
*Changed* is neither applied nor not: somebody dropped its index by hand, or edited the file since.

${servers.map((server) => renderServer(server, found)).join('\n\n')}

## What it cannot see

- A file edited after it ran, where no ledger kept its text: what the new text makes is compared.
  If all of that is there, the file is called evident, for its effects are there.
- A file that ran in half, where a later migration takes away the other half: it is undecided,
  unless that later one is proven.
- The half that is there, where another migration makes it, too: then the file is called not there.
- Rows, privileges, owners, and what code (DO, functions that are called) did: such a file is
  undecided, and a person names it.
`;
}

function renderServer(server: string, all: readonly Found[]): string {
  const found = all.filter(({ postgres }) => postgres === server);
  const sums = new Map<string, number>();
  for (const { confusion } of found) {
    for (const [cell, n] of Object.entries(confusion)) sums.set(cell, (sums.get(cell) ?? 0) + n);
  }
  const rows = [
    ...new Set([...sums.keys()].map((cell) => cell.split(' | ').slice(0, 2).join(' | '))),
  ];
  const lines = rows.map((row) => {
    const cells = VERDICTS.map((verdict) => sums.get(`${row} | ${verdict}`) ?? 0);
    return `| ${row} | ${cells.map((n) => (n === 0 ? '' : n)).join(' | ')} |`;
  });
  return [
    `## PostgreSQL ${server}`,
    '',
    `| state of the database | truth | ${VERDICTS.join(' | ').replaceAll('absent', 'not there')} |`,
    `| --- | --- | ${VERDICTS.map(() => '---:').join(' | ')} |`,
    ...lines,
  ].join('\n');
}
