import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { htmlText } from '../../src/core/html-text.ts';
import { renderStatus } from '../../src/core/render-status.ts';
import { renderStatusHtml } from '../../src/core/render-status-html.ts';
import type { Status } from '../../src/core/status.ts';
import { CHROMIUM, NO_CHROMIUM, openInBrowser } from './chromium.ts';
import { HOSTILE } from './shown.ts';

const BRANCH: Status['branches'][number] = {
  name: 'feature/<b>',
  ref: 'refs/heads/feature/<b>',
  commit: 'c'.repeat(40),
  remote: false,
  guarded: false,
  worktrees: ['/home/ann/feature'],
  uncommitted: ['008_later.sql'],
  problem: null,
  brings: [
    {
      name: HOSTILE,
      blob: 'b'.repeat(40),
      targets: {
        local: { state: 'applied', flags: [] },
        production: { state: 'pending', flags: ['late'] },
      },
    },
  ],
} as Status['branches'][number];

const STRANGER: Status['strangers'][number] = {
  target: 'local',
  name: '004_gone.sql',
  blob: 'a'.repeat(40),
  state: 'applied',
  appliedAt: '2026-03-10T08:00:00.000Z',
  appliedBy: 'ann',
  branch: 'feature/gone',
  commit: null,
  branchThere: false,
  worktree: null,
  now: null,
  origin: null,
};

const STATUS: Status = {
  worktrees: [],
  branches: [BRANCH, { ...BRANCH, name: 'idle', worktrees: [], uncommitted: [], brings: [] }],
  targets: ['local', 'production'].map((name) => ({
    name,
    access: 'ok',
    detail: `db/${name}`,
    problem: null,
    remarks: [],
    applied: 7,
    waiting: name === 'local' ? [] : ['007_a.sql'],
    deploying: false,
  })),
  problem: null,
  collisions: [],
  strangers: [],
  passed: { migrations: [], since: null },
};

const [INVOKE, NOW] = ['npx --no migration-gate', '2026-03-20T12:00:00.000Z'];

const PICTURE = fileURLToPath(new URL('../../docs/status.png', import.meta.url));

describe('status as a page', () => {
  const html = renderStatusHtml(STATUS, INVOKE, NOW);

  it('shows targets, branches and where what they bring is applied', () => {
    const text = html.slice(html.indexOf('<body>')).replaceAll(/<[^>]*>/g, ' ');

    expect(text.replaceAll(/\s+/g, ' ').trim()).toMatchInlineSnapshot(
      `"The repository at a glance 2 branches · 1 of them bring nothing · 2026-03-20T12:00:00.000Z Targets local nothing is waiting db/local 7 applied production 1 merged, not applied db/production 7 applied Branches Branch Worktree Brings local production feature/&#60;b&#62; /home/ann/feature 006_&#60;script&#62;alert(1)&#60;/script&#62;_&#34;&#38;&#39;.sql 008_later.sql (not committed) applied pending, late"`,
    );
  });

  it('says what is odd, and what to type, as the text does', () => {
    const odd: Status = {
      ...STATUS,
      collisions: [
        {
          ...{ kind: 'number', what: '5', shown: '5' },
          migrations: ['005_a.sql', '005_b.sql'].map((name) => ({
            ...{ name, blob: '', branches: ['main'] },
          })),
        },
      ],
      strangers: [STRANGER],
      passed: { migrations: ['006_x.sql'], since: '2026-03-01T00:00:00.000Z' },
    };
    const shown = [...renderStatusHtml(odd, INVOKE, NOW).matchAll(/<pre>(.*?)<\/pre>/gs)];
    const text = renderStatus(odd, { invoke: INVOKE, close: (path) => path });

    expect(shown.map(([, each]) => each).join('\n\n')).toMatchInlineSnapshot(`
      "  ✗ number 5, 2 migrations:
            005_a.sql (main)
            005_b.sql (main)
        Where the branch is checked out, this moves one out of a collision:
            npx --no migration-gate renumber &#60;name&#62;

        004_gone.sql on local
            ann from feature/gone, 2026-03-10 08:00 UTC; feature/gone is gone; git has
            nothing of it
        To have the file again, or, when it is gone for good, to take its row out:
            npx --no migration-gate restore 004_gone.sql --target local
            npx --no migration-gate resolve 004_gone.sql --target local --retired --reason &#34;…&#34;

      006_x.sql
      Let through by override, or past the hooks, since 2026-03-01: 1 migration;
      which of them are not deployed yet, this says: npx --no migration-gate verify"
    `);
    for (const line of text.split('\n').filter((each) => each.includes(INVOKE))) {
      expect(shown.join('\n')).toContain(htmlText(line));
    }
  });

  it('names no address and holds no markup of others', () => {
    expect(html).not.toMatch(/https?:|src=|href=|url\(|@import|<b>|<script/);
  });

  // `MIGRATION_GATE_TEST_PICTURES=write` makes the picture of docs/ anew.
  it.skipIf(CHROMIUM === undefined)(`fits a narrow window${NO_CHROMIUM}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'status-'));
    const file = join(folder, 'status.html');
    await writeFile(file, html);
    const page = await openInBrowser(file);
    try {
      await page.show({ width: 400 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
      await page.show({ width: 1100 });
      const picture = await page.screenshot();
      if (process.env['MIGRATION_GATE_TEST_PICTURES'] === 'write')
        await writeFile(PICTURE, picture);
    } finally {
      await page.close();
      await rm(folder, { recursive: true });
    }
  });
});
