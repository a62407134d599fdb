import { expect, it } from 'vitest';
import { ledgerOf, statesOf, tablesOf } from '../deploy/deployable.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { takenOver } from './taken-over.ts';

/** `npm run test:evidence` has three times as many. */
const COUNT = process.env['MIGRATION_GATE_TEST_EVIDENCE'] === 'all' ? 180 : 60;

/** The one command that begins so, as the text prints it. */
function printed(text: string, begins: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const found = new Set(lines.filter((line) => line.startsWith(begins)));
  if (found.size !== 1) throw new Error(`${begins} is printed ${found.size} times in:\n${text}`);
  return [...found].join('');
}

/** Lines of the kind, without what differs from run to run. */
const matching = (text: string, kind: RegExp): string[] =>
  text.split(/\r?\n/).filter((line) => kind.test(line));

it(`brings ${COUNT} under the gate in five commands`, { timeout: 300_000 }, async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await takenOver(COUNT);
  const { repository, production, local, unapplied } = made;
  const before = await tablesOf(production);

  // 1: the tool has just been installed.
  const init = await made.type('migration-gate init', 'Go on?');
  expect(init.code, init.output).toBe(0);
  expect(init.output.replaceAll('\r', '')).toContain(`
  migration-gate.json      says that the migrations are in migrations/, and that these are none:
                             fix users.sql
                             notes.sql
                             seed_dev.sql
`);
  const config = JSON.parse(repository.read('migration-gate.json'));
  expect(config.ignore).toEqual(['fix users.sql', 'notes.sql', 'seed_dev.sql']);
  // All of ours are on loopback, which a production of other people is not.
  const loopback = { ...config, targets: { production: { loopback: true } } };
  repository.write('migration-gate.json', `${JSON.stringify(loopback, null, 2)}\n`);

  // 2 and 3: init has printed both.
  const committed = await made.type(printed(init.output, 'git add'));
  expect(committed.code, committed.output).toBe(0);
  const proven = await made.type(printed(init.output, 'migration-gate verify'));
  expect(proven.code).toBe(1);
  expect(matching(proven.output, /INVALID_NAME|HEADER|adopt .*--target local/)).toEqual([
    `⚠️  HEADER: These headers are not whole: 0001_create_accounts_0.sql, and ${COUNT - 1} more.`,
  ]);

  // 4: what is proven, and up to where it looks whole what cannot be.
  const through = printed(proven.output, 'migration-gate adopt --evident --through');
  const adopted = await made.type(through, 'Is all of this on production already?');
  expect(adopted.code, adopted.output).toBe(0);
  const recorded = await statesOf(production);
  expect(recorded).toHaveLength(COUNT - unapplied.length);
  expect(recorded.filter((state) => unapplied.some((name) => state.startsWith(name)))).toEqual([]);
  expect(matching(adopted.output, /looks like|not there\)|fits?\./)).toEqual([
    expect.stringMatching(/production looks like 0001_.* to 0.*, with 3 that do not fit\./),
    '  0028_touch_accounts_2.sql (not there)',
    '  0049_create_events_4.sql (not there)',
  ]);
  const words = matching(adopted.output, /\(your word: /);
  expect(matching(adopted.output, /\(proven\)|\(implied: /)).toHaveLength(
    recorded.length - words.length,
  );
  expect(words.length).toBeGreaterThan(COUNT / 10);

  // 5: what never ran there, and all of it on the local database.
  const ready = await made.type(
    printed(adopted.output, 'migration-gate ready'),
    'Run this on production?',
  );
  expect(ready.code, ready.output).toBe(0);
  expect(ready.output).toContain('✓ READY TO MERGE - Production is up to date');
  const deployed = (await ledgerOf(production)).filter(({ origin }) => origin === 'deployed');
  expect(deployed.map(({ name }) => name)).toEqual(unapplied);
  expect(await statesOf(local)).toHaveLength(COUNT);
  expect(await tablesOf(production)).toEqual(expect.arrayContaining(before));
});
