import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import { shareImage } from '../shadow/warm-engine.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';

let gated: Gated;

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
