import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deployable } from '../deploy/deployable.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';
import { followGuide, GUIDES } from './follow-guide.ts';
import { readerOf } from './reader.ts';

it('a team with worktrees', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await deployable({ gated: true });
  await followGuide('team-with-worktrees.md', readerOf(made));
});

it('emergency override', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await deployable({ gated: true });
  await followGuide('emergency-override.md', readerOf(made));
});

it('coding agents', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await deployable({ gated: true });
  await followGuide('agents.md', readerOf(made));
});

it('CI', async ({ skip }) => {
  skip(!LONG, TAKES_LONG);
  await using made = await deployable({ gated: true });
  const { url, server } = made.production;
  const env = { SECRET: url, DATABASE_CA_CERT: server.caFile ?? '' };
  await followGuide('ci.md', readerOf(made, { env }));
});

it('the list names every guide, and no link leads nowhere', () => {
  const folder = join(PACKAGE_ROOT, 'docs/guides');
  const guides = readdirSync(folder);
  const linksOf = (name: string): string[] =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map(
      ([, to = '']) => to,
    );
  expect(linksOf('README.md').toSorted()).toEqual(GUIDES);
  expect(guides.toSorted()).toEqual(['README.md', ...GUIDES]);
  const links = guides.flatMap(linksOf);
  expect(links.length).toBeGreaterThan(guides.length);
  expect(links.filter((to) => !existsSync(join(folder, to)))).toEqual([]);
});
