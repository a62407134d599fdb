import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockingCodes, masked, reasonsOf, verifyJson, warningCodes } from './ask.ts';
import { deployedRepository, makesTable } from './deployed-repository.ts';
import { readFootprint } from './footprint.ts';
import { type Gated, MIGRATION } from './gated-repository.ts';
import { propose } from './proposal.ts';

let gated: Gated;
let ran: string;

beforeAll(async () => {
  gated = await deployedRepository({ protect: ['main', 'release/*'] });
  ran = gated.repository.read(MIGRATION);
});

afterAll(() => gated[Symbol.asyncDispose]());

describe('a migration that ran, and then was', () => {
  it.each([
    ['renamed', 'RENAMED', () => rename('001_create_buyers.sql')],
    ['edited', 'MODIFIED', () => edit(ran.replace('id bigint', 'id integer'))],
  ])('%s: is refused, by verify, merge, apply and deploy', async (how, reason, change) => {
    const { repository } = gated;
    const branch = await propose(repository, how, change);
    const before = await readFootprint(gated);

    const { code, report } = await verifyJson(repository, branch);
    const merge = await repository.git('merge', branch);
    const apply = await repository.gate('apply', branch);
    const deploy = await repository.gate('deploy', branch, '--yes');

    expect(code).toBe(1);
    expect(blockingCodes(report)).toEqual([`${reason} local`, `${reason} production`]);
    expect(merge.code).not.toBe(0);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    expect([apply.code, deploy.code]).toEqual([1, 1]);
    expect(masked(deploy.stderr)).toMatchSnapshot();
    expect(await readFootprint(gated)).toEqual(before);
  });

  it.each([
    ['a comment', () => ran.replace('Purpose: a test', 'Purpose: another word')],
    ['its line ends', () => ran.replaceAll('\n', '\r\n')],
    ['a byte order mark', () => `\uFEFF${ran}`],
  ])('edited in %s only: is ready, with a warning', async (what, edited) => {
    const branch = await propose(gated.repository, what.replaceAll(' ', '-'), () => edit(edited()));

    const { code, report } = await verifyJson(gated.repository, branch);

    expect({ code, blocking: blockingCodes(report) }).toEqual({ code: 0, blocking: [] });
    expect(warningCodes(report)).toEqual(['COSMETIC local', 'COSMETIC production']);
  });

  it('edited in a comment only: merges, and nothing is run again', async () => {
    const { repository } = gated;
    const branch = await propose(repository, 'comment', () => edit(`${ran}-- that is all\n`));
    const before = await readFootprint(gated);

    const deploy = await repository.gate('deploy', branch, '--yes');
    await repository.gitOk('switch', '--quiet', '--create', 'release/1', 'main');
    const merge = await repository.git('merge', branch);
    await repository.gitOk('switch', '--quiet', 'main');

    expect(deploy.code).toBe(0);
    expect(merge.code).toBe(0);
    expect(await readFootprint(gated)).toMatchObject({
      local: before.local,
      production: before.production,
    });
  });
});

describe('a new migration beside one that ran', () => {
  it('with a number twice: is refused until both ran, which ends it', async () => {
    const { repository } = gated;
    const branch = await propose(repository, 'twice', () => {
      add('002_create_orders.sql', 'orders');
      add('002_create_items.sql', 'items');
    });

    const merge = await repository.git('merge', branch);
    await runBoth(branch, 'One number twice');
    const ready = await verifyJson(repository, branch);

    expect(merge.code).not.toBe(0);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    expect(ready).toMatchObject({ code: 0, report: { verdict: 'ready', reasons: [] } });
  });

  it('numbered below it: is a warning, and refused where order is "error"', async () => {
    const { repository } = gated;
    const branch = await propose(repository, 'late', () =>
      add('000_create_countries.sql', 'countries'),
    );

    const warned = await verifyJson(repository, branch);
    const refused = await withOrderError(() => repository.gate('deploy', branch, '--yes'));
    await runBoth(branch, 'Numbered below');
    const ready = await verifyJson(repository, branch);

    expect(warningCodes(warned.report)).toEqual(
      expect.arrayContaining(['LATE local', 'LATE production']),
    );
    expect(refused.code).toBe(1);
    expect(masked(refused.stderr)).toMatchSnapshot();
    expect(ready).toMatchObject({ code: 0, report: { verdict: 'ready' } });
  });
});

const edit = (text: string): void => gated.repository.write(MIGRATION, text);

const rename = (name: string): Promise<string> =>
  gated.repository.gitOk('mv', MIGRATION, `migrations/${name}`);

const add = (name: string, table: string): void =>
  gated.repository.write(`migrations/${name}`, makesTable(name, table));

/** A command reads the working tree's config, which need not be committed. */
async function withOrderError<T>(use: () => Promise<T>): Promise<T> {
  const file = 'migration-gate.json';
  const config = JSON.parse(gated.repository.read(file));
  gated.repository.write(file, JSON.stringify({ ...config, order: 'error' }));
  try {
    return await use();
  } finally {
    await gated.repository.gitOk('checkout', '--quiet', '--', file);
  }
}

/** Applies and deploys it; the plan must note what is special about it. */
async function runBoth(branch: string, note: string): Promise<void> {
  for (const args of [
    ['apply', branch],
    ['deploy', branch, '--yes'],
  ]) {
    const { code, stdout } = await gated.repository.gate(...args);
    expect(code).toBe(0);
    expect(stdout).toContain(note);
  }
}
