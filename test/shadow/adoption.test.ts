import { expect, it } from 'vitest';
import { withSession } from '../../src/database/session.ts';
import { inFolder, ledgerOf } from '../deploy/deployable.ts';
import { ABSENT, CORPORA, corporaNamed, readCorpus } from '../support/corpora.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { type FreshDatabase, freshDatabase, productionServer } from '../support/postgres.ts';
import { freshRepository, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG, renderEnv } from '../support/repository-files.ts';
import { shareImage } from './warm-engine.ts';

/** `npm run test:evidence` adopts them all. */
const ALL = process.env['MIGRATION_GATE_TEST_EVIDENCE'] === 'all';

const TRIED = ALL ? CORPORA : corporaNamed('godel');
const BY_HAND = ['--target', 'production', '--reason', 'ran by hand'];

type Files = [name: string, sql: string][];

const STATES: [string, (files: Files) => Files][] = [
  ['all of it', (files) => files],
  ['a beginning', (files) => files.slice(0, Math.ceil(files.length / 2))],
  ['a hole', (files) => files.filter((_, i) => i !== Math.floor(files.length / 3))],
];

/** As psql -f does it, one after the other; gives those that ran. */
async function runByHand(production: FreshDatabase, files: Files): Promise<string[]> {
  return withSession(production.connection, { timeoutSeconds: 60 }, async (session) => {
    const ran: string[] = [];
    for (const [name, sql] of files) {
      const done = await session.run(sql).then(
        () => true,
        () => session.run('ROLLBACK').then(() => false),
      );
      await session.run('DISCARD ALL');
      if (done) ran.push(name);
    }
    return ran;
  });
}

const recordedIn = async (production: FreshDatabase): Promise<string[]> =>
  (await ledgerOf(production)).map(({ name }) => name);

type Found = { readonly name: string; readonly state: string };

async function readOpen(repository: Repository): Promise<readonly Found[]> {
  const { stdout } = await repository.gate('verify', '--evidence', '--json');
  const report = JSON.parse(stdout) as { targets: { migrations: Found[] }[] };
  return report.targets
    .flatMap(({ migrations }) => migrations)
    .filter(({ state }) => state !== 'applied');
}

/** What a person does who knows what ran: types the printed command where all of it did. */
async function adoptTheRest(repository: Repository, ran: readonly string[]): Promise<string[]> {
  const { stdout } = await repository.gate('verify', '--evidence');
  const printed = [...stdout.matchAll(/^ {2}migration-gate (adopt .*) --target /gm)];
  const choices = printed.map((match) => match[1]?.split(' ') ?? []);
  const open = await readOpen(repository);
  const isRan = open.every(({ name, state }) => state === 'pending' || ran.includes(name));
  const through = choices.find((words) => words.includes('--through'));
  if (isRan && through !== undefined) return [...through, '--yes'];
  const undecided = open.filter(({ name, state }) => state !== 'pending' && ran.includes(name));
  return undecided.length === 0 ? [] : ['adopt', ...undecided.map(({ name }) => name)];
}

it.for(TRIED)(
  '$name is adopted from what was done by hand',
  { timeout: 900_000 },
  async ({ name, before }, { skip }) => {
    const migrations = readCorpus(name);
    skip(!LONG, TAKES_LONG);
    if (migrations === null) return skip(ABSENT);
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    const keep = shareImage(repository);
    await repository.commit('Migrations', inFolder(migrations));
    const files = Object.entries(migrations);
    for (const [state, choose] of STATES.filter((_, i) => ALL || i !== 1)) {
      await using production = await freshDatabase(productionServer());
      repository.write('.env', renderEnv({ local: 'none', production }));
      await repository.gitOk('checkout', '--quiet', '--', 'migration-gate.json');
      if (before !== null) await production.query(before);
      const ran = await runByHand(production, choose(files));

      const evident = await repository.gate('adopt', '--evident', '--yes', ...BY_HAND);
      expect(evident, state).toMatchObject({ code: 0, stderr: '' });
      const proven = evident.stdout.includes('Nothing more is') ? [] : await recordedIn(production);
      expect({ state, wrong: proven.filter((each) => !ran.includes(each)) }).toEqual({
        state,
        wrong: [],
      });
      for (let round = 0; round < 3; round += 1) {
        const words = await adoptTheRest(repository, ran);
        if (words.length === 0) break;
        const rest = await repository.gate(...words, ...BY_HAND);
        expect(rest, `${state}: ${words.join(' ')}`).toMatchObject({ code: 0 });
      }
      expect({ state, recorded: (await recordedIn(production)).toSorted() }).toEqual({
        state,
        recorded: ran.toSorted(),
      });
      const { code, stdout } = await repository.gate('verify');
      expect({ state, code }).toEqual({ state, code: ran.length === files.length ? 0 : 1 });
      if (code === 0) expect(stdout).toContain('✓ READY TO MERGE');
    }
    keep();
  },
);
