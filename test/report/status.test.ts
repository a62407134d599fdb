import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
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

const PICTURE = fileURLToPath(new URL('../../docs/status.png', import.meta.url));

describe('status as a page', () => {
  const html = renderStatusHtml(STATUS, '2026-03-20T12:00:00.000Z');

  it('shows targets, branches and where what they bring is applied', () => {
    const text = html.slice(html.indexOf('<body>')).replaceAll(/<[^>]*>/g, ' ');

    expect(text.replaceAll(/\s+/g, ' ').trim()).toMatchInlineSnapshot(
      `"The repository at a glance 2 branches · 1 of them bring nothing · 2026-03-20T12:00:00.000Z Targets local nothing is waiting db/local 7 applied production 1 merged, not applied db/production 7 applied Branches Branch Worktree Brings local production feature/&#60;b&#62; /home/ann/feature 006_&#60;script&#62;alert(1)&#60;/script&#62;_&#34;&#38;&#39;.sql 008_later.sql (not committed) applied pending, late"`,
    );
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
