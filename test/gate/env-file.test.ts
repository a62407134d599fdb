import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { hangingServer } from '../support/faulty-servers.ts';
import { renderEnv } from '../support/repository-files.ts';
import { recordSecret } from '../support/run-folder.ts';
import { isRoot } from '../support/server-user.ts';
import { blockingCodes, reasonsOf, verifyJson } from './ask.ts';
import { type Footprint, readFootprint } from './footprint.ts';
import { type Gated, gatedRepository } from './gated-repository.ts';

let gated: Gated;
let untouched: Footprint;
let file: string;

beforeAll(async () => {
  gated = await gatedRepository();
  file = join(gated.repository.path, '.env');
  untouched = await readFootprint(gated);
});

beforeEach(() => rmSync(file, { recursive: true, force: true }));

afterAll(() => gated[Symbol.asyncDispose]());

type Bad = readonly [name: string, write: (good: string) => unknown];

const BAD: readonly Bad[] = [
  ['is a folder', () => gated.repository.write('.env/file', '')],
  [
    'has a # in an unquoted password',
    () => {
      for (const part of ['qxz-before', 'qxz-after']) recordSecret(inject('runFolder'), part);
      gated.repository.write('.env', 'DATABASE_HOST=127.0.0.1\nPGPASSWORD=qxz-before#qxz-after\n');
    },
  ],
  ['is saved as UTF-16', (good) => writeFileSync(file, Buffer.from(`\uFEFF${good}`, 'utf16le'))],
  [
    'holds MIGRATION_GATE_OVERRIDE',
    (good) => gated.repository.write('.env', `${good}MIGRATION_GATE_OVERRIDE=always\n`),
  ],
];

describe('a .env that', () => {
  it.each(BAD)('%s: blocks with exit 2, and says which file and variable', async (_, write) => {
    await write(renderEnv(gated));
    expect(await refusedReasons()).toMatchSnapshot();
  });

  it('cannot be read: blocks with exit 2', async ({ skip }) => {
    skip(isRoot(), 'root reads every file, whatever its mode');
    gated.repository.write('.env', renderEnv(gated));
    chmodSync(file, 0o000);
    const reasons = await refusedReasons();
    expect(reasons).toContain('BAD_CONFIG: .env: cannot be read (EACCES)');
    expect(reasons).toContain("chmod u+r 'FOLDER/app/.env'");
  });

  it('is bad: stops deploy with exit 2, and nothing is run', async () => {
    gated.repository.write('.env', `${renderEnv(gated)}PGPASSWORD='open\n`);

    const { code, stderr } = await gated.repository.gate('deploy', 'feature', '--yes');

    expect(code).toBe(2);
    expect(stderr).toMatchSnapshot();
    expect(await readFootprint(gated)).toEqual(untouched);
  });

  it('git tracks: blocks with exit 1, and is not read', async () => {
    await using own = await gatedRepository();
    await using server = await hangingServer();
    const { repository } = own;
    const url = own.production.url.replace(/:\d+\//, `:${server.port}/`);
    repository.write('.env', `LOCAL_DATABASE_URL=none\nDATABASE_URL=${url}\n`);
    await repository.gitOk('add', '--force', '.env');
    const before = await readFootprint(own);

    const { code, report } = await verifyJson(repository, 'feature');
    const merge = await repository.git('merge', 'feature');

    expect({ code, blocking: blockingCodes(report) }).toEqual({
      code: 1,
      blocking: ['ENV_TRACKED'],
    });
    expect(merge.code).not.toBe(0);
    expect(reasonsOf(merge.stderr)).toMatchSnapshot();
    expect(server.connections()).toBe(0);
    expect(await readFootprint(own)).toEqual(before);
  });
});

/** Blocked by verify and by a merge; the merge's reasons. */
async function refusedReasons(): Promise<string> {
  const { repository } = gated;

  const { code, report } = await verifyJson(repository, 'feature');
  const merge = await repository.git('merge', 'feature');

  expect(blockingCodes(report)).toEqual(['BAD_CONFIG']);
  expect(report.verdict).toBe('error');
  expect(code).toBe(2);
  expect(merge.code).not.toBe(0);
  expect(await readFootprint(gated)).toMatchObject({
    refs: untouched.refs,
    local: untouched.local,
    production: untouched.production,
  });
  return reasonsOf(merge.stderr);
}
