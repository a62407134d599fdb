import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import { shareImage } from '../shadow/warm-engine.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';

let gated: Gated;

const drawn = ({ stdout }: { readonly stdout: string }): string | undefined =>
  /<svg class="er".*<\/svg>/s.exec(stdout)?.[0];

let keepImage: () => void;

beforeAll(async () => {
  gated = await gatedRepository();
  keepImage = shareImage(gated.repository);
});

afterAll(async () => {
  keepImage();
  await gated[Symbol.asyncDispose]();
});

it('verify --format html prints a page, its exit code is the verdict, and text is on stderr', async () => {
  const { code, stdout, stderr } = await gated.repository.gate(
    'verify',
    'feature',
    '--format',
    'html',
  );

  expect(code).toBe(1);
  expect(stdout).toMatch(/^<!doctype html>\n.*✗ BLOCKED.*<\/html>\n$/s);
  // Made by the candidate's migrations, in a disposable engine.
  expect(stdout).toContain('<svg class="er"');
  expect(stderr).toContain('VERIFICATION SUMMARY');
});

it('the page of the same migrations starts no engine again', async () => {
  const { repository } = gated;
  const page = ['verify', 'feature', '--format', 'html'];
  const first = await repository.gate(...page);
  const cache = join(repository.path, '.git/migration-gate/shadow');
  const images = (): string[] => readdirSync(cache).filter((file) => file.startsWith('image-'));
  expect(images()).not.toEqual([]);
  for (const file of images()) rmSync(join(cache, file));

  const again = await repository.gate(...page);

  expect(drawn(again)).toEqual(drawn(first));
  expect(drawn(first)).toBeDefined();
  expect(images()).toEqual([]);
});

it('status --html prints one, too', async () => {
  const { code, stdout, stderr } = await gated.repository.gate('status', '--html');

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^<!doctype html>\n.*feature.*<\/html>\n$/s);
});

it('a database that cannot be asked is on the page', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  const url = 'postgresql://me:hush@127.0.0.1:1/none';
  const alone = gated.repository.with({ DATABASE_URL: url, LOCAL_DATABASE_URL: 'none' });
  const { code, stdout, stderr } = await alone.gate('verify', 'feature', '--format', 'html');

  expect(code).toBe(1);
  expect(stdout).toContain('unreachable');
  expect(stdout + stderr).not.toContain('hush');
});
