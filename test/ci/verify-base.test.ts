import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gated, gatedRepository, MIGRATION } from '../gate/gated-repository.ts';
import type { Repository } from '../support/repository.ts';
import { checkedOut, mergeCommit, pullRequest } from './checkout.ts';

const AUTO = ['verify', '--base', 'auto', '--format', 'github'];

let gated: Gated;
let repository: Repository;
let main: string;
let merged: string;
let docs: string;

beforeAll(async () => {
  gated = await gatedRepository();
  repository = gated.repository;
  await repository.gitOk('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await repository.gitOk('switch', '--quiet', '--create', 'docs', 'main');
  docs = await repository.commit('Docs', { 'README.md': 'Docs\n' });
  await repository.gitOk('switch', '--quiet', 'main');
  main = await repository.gitOk('rev-parse', 'main');
  merged = await mergeCommit(repository, 'main', 'feature');
});

afterAll(() => gated[Symbol.asyncDispose]());

describe('a pull request', () => {
  it('with a migration that is not deployed is red, with annotations and a summary', async () => {
    const event = pullRequest(main);
    const job = (await checkedOut(gated, merged, { event, secrets: true })).with({
      LOCAL_DATABASE_URL: 'none',
    });
    const { code, stdout, stderr } = await job.gate(...AUTO);

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [first, stop = '', ...rest] = stdout.split('\n');
    expect(first).toMatch(new RegExp(`^::error file=${MIGRATION},title=PENDING on production::`));
    const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(stop)?.[1];
    expect(rest.at(-2)).toBe(`::${token}::`);
    expect(stdout).toContain('✗ BLOCKED - 1 migrations not deployed to production\n');
    expect(stdout).toContain('\n  npx --no migration-gate deploy feature\n');
    const summary = readFileSync(job.env['GITHUB_STEP_SUMMARY'] ?? '', 'utf8');
    expect(summary).toContain(
      `#### Would run on production, in this order\n\n1. \`${MIGRATION}\`: adds table customers (1 column)`,
    );
  });

  it('without one is green, without secrets', async () => {
    const job = await checkedOut(gated, docs, { event: pullRequest(main) });
    const { code, stdout, stderr } = await job.gate(...AUTO);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Nothing to check: it brings no migrations.\n');
  });

  it('with one from a fork cannot be verified, and is not green', async () => {
    const job = await checkedOut(gated, merged, { event: pullRequest(main, 'bob/shop') });
    const none = job.with({ LOCAL_DATABASE_URL: 'none' });
    const { code, stdout } = await none.gate(...AUTO);
    expect(code).toBe(2);
    expect(stdout).toContain('Cannot verify: it comes from a fork');
  });

  it('in a shallow clone is told the depth to set', async () => {
    const job = await checkedOut(gated, merged, { event: pullRequest(main), depth: 1 });
    const { code, stdout, stderr } = await job.gate(...AUTO);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /This clone is shallow[\s\S]*\n {2}- uses: actions\/checkout@v4\n {4}with:\n {6}fetch-depth: 0\n/,
    );
    expect(stdout).toMatch(/^::error title=migration-gate could not run::This clone is shallow/);
  });

  it('cannot switch off what judges it, nor take all migrations away unseen', async () => {
    await repository.gitOk('switch', '--quiet', '--create', 'sly', 'feature');
    const config = { migrations: 'migrations', targets: { production: false, local: false } };
    const sly = await repository.commit('Sly', { 'migration-gate.json': JSON.stringify(config) });
    await repository.gitOk('switch', '--quiet', 'main');
    const job = await checkedOut(gated, sly, { event: pullRequest(main) });
    expect(await job.with({ LOCAL_DATABASE_URL: 'none' }).gate(...AUTO)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Production configuration not found'),
    });

    await repository.gitOk('switch', '--quiet', '--create', 'empty', 'feature');
    await repository.gitOk('rm', '--quiet', MIGRATION);
    const empty = await repository.commit('Empty');
    await repository.gitOk('switch', '--quiet', 'main');
    const emptied = await checkedOut(gated, empty, { event: pullRequest(main) });
    const base = ['verify', empty, '--base', sly, '--format', 'markdown'];
    const { code, stdout } = await emptied.gate(...base);
    expect(code).toBe(1);
    expect(stdout).toContain('The migrations folder holds no migrations any more.');
  });
});

describe('elsewhere', () => {
  it('a merge group is judged against what it goes on', async () => {
    const event = { merge_group: { base_sha: main, base_ref: 'refs/heads/main' } };
    const group = await checkedOut(gated, merged, { event });
    expect(await group.gate(...AUTO)).toMatchObject({ code: 2 });
    const docsGroup = await checkedOut(gated, docs, { event });
    expect(await docsGroup.gate(...AUTO)).toMatchObject({ code: 0 });
  });

  it('a schedule judges all there is', async () => {
    const job = await checkedOut(gated, merged, {
      event: { schedule: '0 3 * * *' },
      secrets: true,
    });
    const none = job.with({ LOCAL_DATABASE_URL: 'none' });
    expect(await none.gate(...AUTO)).toMatchObject({ code: 1 });
  });

  it('a base that is not there is an error', async () => {
    expect(await repository.gate('verify', '--base', 'nowhere')).toMatchObject({ code: 2 });
  });

  it('one of --json and --format is enough', async () => {
    const both = await repository.gate('verify', '--json', '--format', 'junit');
    expect(both).toMatchObject({ code: 2 });
    expect(await repository.gate('verify', '--format', 'xml')).toMatchObject({ code: 2 });
  });
});
