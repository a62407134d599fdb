import type { TaskMeta } from 'vitest';
import type { DriftWay } from './drift-ways.ts';

type Found = NonNullable<TaskMeta['drift']>;

/** docs/drift.md: what a hand has done to a database, and what is said of it. */
export function renderDriftPage(found: readonly Found[], date: string): string {
  const servers = [...new Set(found.map(({ postgres }) => postgres))];
  const [ways = []] = found.flatMap((each) => (each.ways === undefined ? [] : [each.ways]));
  return `# Drift

\`drift\` compares what is in a database with what its ledger promises. This page is written by
\`npm run test:evidence\`; this run: ${date}, PostgreSQL ${servers.join(' and ')}. What is promised
is replayed in PGlite (PostgreSQL 18). A run with a false alarm, or one in which anything is not
found or not named as below, does not write it.

## No false alarm

A database in which the migrations of a real project ran, and nothing else.

| project | migrations |${servers.map((server) => ` values on ${server} | differences |`).join('')}
| --- | ---: |${servers.map(() => ' ---: | ---: |').join('')}
${renderCorpora(found, servers).join('\n')}

## What a hand did, and what is said of it

Each of these ${ways.length}, done to the database of
[drift-schema.sql](../test/shadow/drift-schema.sql) by itself, gives these sentences and no other,
on each of the servers above.

${ways.map(renderWay).join('\n\n')}

## What is not compared

- Rows, and the values that sequences have come to.
- Privileges, owners, roles, tablespaces, access methods; what a function is SET to (\`SET … FROM
  CURRENT\` keeps what the session happened to have).
- The order of columns and of an enum's labels; how columns are compressed; the numbers of an
  identity column's own sequence.
- Casts, operators, text search, event triggers, publications, subscriptions, foreign servers, large
  objects; what an extension itself brings, and its version.
- Comments on anything but tables, views, sequences, indexes, columns, types and functions.

## Where it may err

- What a migration makes depending on rows, on the server's version or on its settings comes out of
  the replay as in an empty PostgreSQL 18: name it in \`drift.ignore\`. So does what the database
  makes by itself: the partitions of pg_partman.
- A bound or a default that was written without its time zone has the one that the server had:
  replayed, it has PGlite's.
- What a ledger only took on trust (\`adopt --force\`) is promised, too.
`;
}

function renderCorpora(found: readonly Found[], servers: readonly string[]): string[] {
  const names = [...new Set(found.flatMap(({ corpus }) => corpus?.name ?? []))];
  return names.map((name) => {
    const own = found.filter(({ corpus }) => corpus?.name === name);
    const cells = servers.map((server) => {
      const values = own.find(({ postgres }) => postgres === server)?.corpus?.values ?? '';
      return ` ${values} | 0 |`;
    });
    return `| ${name} | ${own[0]?.corpus?.migrations} |${cells.join('')}`;
  });
}

const renderWay = ({ sql, says }: DriftWay): string =>
  ['```sql', sql, ...says.map((sentence) => `--> ${sentence}`), '```'].join('\n');
