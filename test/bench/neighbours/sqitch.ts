import { createHash } from 'node:crypto';
import type { Access } from '../access.ts';
import { type Migration, padded } from '../migrations.ts';
import { libpqEnv, type Neighbour, type Place } from './neighbour.ts';

const PLANNER = 'Ann Author <ann@example.com>';
const AT = '2026-01-01T00:00:00Z';

const nameOf = ({ number }: Migration): string => `thing_${padded(number)}`;
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const scriptOf = ({ sql }: Migration): string => `${sql}\n`;

type Change = { readonly id: string; readonly name: string; readonly script: string };

/** A change's id is of what git would call its commit. */
function changes(migrations: readonly Migration[]): Change[] {
  let parent: string | null = null;
  return migrations.map((migration) => {
    const name = nameOf(migration);
    const lines = [
      'project app',
      `change ${name}`,
      ...(parent === null ? [] : [`parent ${parent}`]),
      `planner ${PLANNER}`,
      `date ${AT}`,
    ];
    const info = lines.join('\n');
    parent = sha1(`change ${Buffer.byteLength(info)}\0${info}`);
    return { id: parent, name, script: sha1(scriptOf(migration)) };
  });
}

const target = ({ host, port, database, user, password }: Access): string =>
  `db:pg://${user}:${password}@${host}:${port}/${database}`;

const run = (place: Place, ...args: string[]) => ({
  argv: [place.command, ...args],
  env: { ...libpqEnv(place), SQITCH_FULLNAME: 'Ann Author', SQITCH_EMAIL: 'ann@example.com' },
});

export const sqitch: Neighbour = {
  name: 'sqitch',
  runsOn: 'Perl',
  debian: { command: 'sqitch', packages: ['sqitch', 'libdbd-pg-perl', 'postgresql-client'] },
  files: (migrations, access) => ({
    'sqitch.conf': `[core]\n\tengine = pg\n[engine "pg"]\n\ttarget = ${target(access)}\n`,
    'sqitch.plan': [
      '%syntax-version=1.0.0\n%project=app\n',
      ...migrations.map((migration) => `${nameOf(migration)} ${AT} ${PLANNER}`),
      '',
    ].join('\n'),
    ...Object.fromEntries(
      migrations.map((migration) => [`deploy/${nameOf(migration)}.sql`, scriptOf(migration)]),
    ),
  }),
  begin: (place) => run(place, 'deploy', '--log-only', '--to', `thing_${padded(1)}`),
  ledger: (migrations) => `
    INSERT INTO sqitch.changes
      SELECT r.id, r.script, r.name, c.project, c.note,
        c.committed_at + interval '1 ms' * row_number() OVER (ORDER BY r.name), c.committer_name,
        c.committer_email, c.planned_at, c.planner_name, c.planner_email
      FROM json_to_recordset('${JSON.stringify(changes(migrations).slice(1))}')
        AS r (id text, script text, name text), sqitch.changes AS c`,
  status: (place) => run(place, 'status'),
  clean: /Nothing to deploy \(up-to-date\)/,
};
