import { cellName, FAULT_NAMES } from './cells.ts';
import { VERSIONS } from './kits.ts';
import { type Mark, NEVER } from './mark.ts';
import { POINTS, type PointName } from './points.ts';

/** What the run found: the mark of each cell by its name, and the servers it was tried on. */
export type Found = {
  readonly cells: ReadonlyMap<string, Mark>;
  readonly servers: readonly string[];
  readonly disk: string;
  readonly date: string;
};

const POINT_NAMES = Object.keys(POINTS) as PointName[];

/** The names of the cells that the run has not tried, or that failed. */
export function missingFaults(cells: Found['cells']): string[] {
  const expected = VERSIONS.flatMap((version) =>
    FAULT_NAMES.flatMap((fault) => POINT_NAMES.map((point) => cellName(version, fault, point))),
  );
  return expected.filter((name) => !cells.has(name));
}

/** docs/faults.md; two runs on the same servers differ in the date alone. */
export function renderFaults({ cells, servers, disk, date }: Found): string {
  const notes: string[] = [];
  const show = (mark: Mark | undefined): string => {
    if (mark?.note === undefined) return mark?.text ?? '';
    if (!notes.includes(mark.note)) notes.push(mark.note);
    return `${mark.text} (${notes.indexOf(mark.note) + 1})`;
  };
  const [version] = VERSIONS;
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const table = [
    row(['fault', ...POINT_NAMES]),
    row(['---', ...POINT_NAMES.map(() => '---')]),
    ...FAULT_NAMES.map((fault) =>
      row([fault, ...POINT_NAMES.map((point) => show(cells.get(cellName(version, fault, point))))]),
    ),
  ].join('\n');
  const tried = [...cells.values()].filter(({ text }) => text !== NEVER).length;
  const on = servers.map((server) => `PostgreSQL ${server}`).join(' and ');
  return [
    INTRODUCTION.replace('SERVERS', on)
      .replace('DATE', date)
      .replace('TOTAL', String(cells.size))
      .replace('TRIED', String(tried)),
    table,
    notes.map((note, i) => `${i + 1}. ${note}`).join('\n'),
    MEANING,
    HOW.replace('DISK', disk),
    '',
  ].join('\n\n');
}

const INTRODUCTION = `# Faults in the middle of a deployment

Written by \`npm run test:faults\`, which strikes a real \`deploy\` of two migrations on a real server
at each point below, in its first migration or right behind it. This run: SERVERS,
DATE; TOTAL cells, TRIED of them tried, and the others cannot occur. Each came out the same on both.
A run that misses one, or in which one fails, does not write this file. The cells are in
\`test/faults/\`.`;

const MEANING = `What became of it:

- *rolled back*: nothing of the first migration is there, and the ledger does not have it
- *applied*: the first is there, and in the ledger; the second is neither
- *interrupted*: the first cannot run in a transaction, and the ledger says \`started\`; \`resolve\` settles it
- *unknown; rolled back*, *unknown; applied*: nobody answered who could have told, and the command said so
- *deployed*: both are there, and in the ledger
- *refused*: nothing was begun
- *–*: cannot occur, for the reason below the table

After each cell was compared: how often each migration ran (never twice), which tables and indexes
are there, and what the ledger says; that nobody holds the deploy lock; that the command said what
became of it, unless it was killed; that it ended with 0 only where all was deployed; that a plain
\`deploy\` then brings everything to its end, after \`resolve\` where it was interrupted; and in the last
column that our rule is gone from the firewall, after kill -9 by that next run.`;

const HOW = `How each is done:

- The client's connections go over a line that reads PostgreSQL's protocol and holds a message back:
  BEGIN, COMMIT, the answer to COMMIT, or, between two migrations, the question whether the deploy
  lock is still held. Inside the SQL, and between PUT and close, the migration
  waits for a table that the test has locked; inside the build, for a transaction of the test's.
- *TCP cut*: both ends get a reset, and so does each new connection until the command has ended.
  *Answer to COMMIT lost*: the reset comes once, in the place of the answer; inside a build, of its.
- *pg_terminate_backend*: of the session that runs the migrations; the row below it: of the other one.
- *Server restart*: fast shutdown, and a start.
- *Disk full*: DISK
- *Several at once*: the others have connected and ask for the lock before the first one goes on.
- *Pooler*: pgbouncer in transaction mode.
- The firewall is a server that behaves like DigitalOcean's API; the line lets nobody in without the rule.`;
