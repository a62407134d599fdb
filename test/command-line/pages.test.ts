import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXAMPLES, renderExamples } from '../../src/command-line/examples.ts';
import { pageName, renderIndex, renderPage } from '../../src/command-line/render-page.ts';
import { commands } from './program.ts';

// Written anew by: npx vitest run --config test/vitest.config.ts test/command-line -u
const FOLDER = '../../docs/commands';

describe('the pages of docs/commands say what --help says', () => {
  it.each(commands.map((command) => [command.name, command] as const))(
    '%s',
    async (name, command) => {
      const page = renderPage(command, EXAMPLES[name] ?? []);

      await expect(page).toMatchFileSnapshot(`${FOLDER}/${pageName(name)}`);
    },
  );

  it('all of them', async () => {
    await expect(renderIndex(commands)).toMatchFileSnapshot(`${FOLDER}/README.md`);
    const pages = commands.map(({ name }) => pageName(name));
    const files = readdirSync(new URL(FOLDER, import.meta.url));
    expect(files.sort()).toEqual(['README.md', ...pages].sort());
  });
});

describe('examples', () => {
  it('there are for each command, and for no other', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(commands.map(({ name }) => name).sort());
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s: name options that it has, within 80 columns',
    (name, { options }) => {
      const known = options.map(({ long }) => long);
      for (const [line] of EXAMPLES[name] ?? []) {
        expect(`${line} `).toMatch(new RegExp(`^${name} `));
        const typed = line.match(/(?<= )--[a-z-]+/g) ?? [];
        expect(typed.filter((option) => !known.includes(option))).toEqual([]);
      }
      const wide = renderExamples(EXAMPLES[name] ?? [])
        .split('\n')
        .filter((each) => each.length > 80);
      expect(wide).toEqual([]);
    },
  );
});
