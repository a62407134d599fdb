import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlOfFailure, renderHtml } from '../../src/core/render-html.ts';
import { CHROMIUM, NO_CHROMIUM, openInBrowser, type Page } from './chromium.ts';
import { blocked, HOSTILE, schema } from './shown.ts';

const AT = '2026-03-20T12:00:00.000Z';
const PICTURE = fileURLToPath(new URL('../../docs/report.png', import.meta.url));

let folder: string;
let page: Page;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  const file = join(folder, 'report.html');
  const { verified, plans } = blocked();
  await writeFile(file, renderHtml(verified, { plans, schema: schema(), at: AT }));
  page = await openInBrowser(file);
}, 120_000);

afterAll(async () => {
  await page?.close();
  if (folder) await rm(folder, { recursive: true });
});

describe.skipIf(CHROMIUM === undefined)(`the page in a browser${NO_CHROMIUM}`, () => {
  it('asks for nothing but itself, and runs nothing', async () => {
    expect(await page.evaluate('document.readyState')).toBe('complete');
    expect(page.asked).toHaveLength(1);
    expect(await page.evaluate('document.scripts.length')).toBe(0);
  });

  it('shows targets, plan, audit, every migration and every table', async () => {
    const texts = (selector: string): Promise<string[]> =>
      page.evaluate(
        `[...document.querySelectorAll(${JSON.stringify(selector)})].map((e) => e.textContent)`,
      );

    expect(await texts('h1')).toEqual(['✗ BLOCKED - 3 migrations not deployed to production']);
    expect(await texts('.target .state')).toEqual(['all applied', '3 open']);
    expect(await texts('ol li')).toHaveLength(3);
    expect(await texts('tbody tr td:first-child code')).toEqual([
      expect.stringContaining('005_drop_legacy.sql:7:1'),
      HOSTILE,
      '005_drop_legacy.sql',
      '004_order_items.sql',
      '003_invoices.sql',
      '002_orders.sql',
      '001_customers.sql',
    ]);
    expect(await texts('.er-name')).toEqual(['customers', 'invoices', 'order_items', 'orders']);
    expect(await texts('.er-column')).toContain('a <b> & "c"');
    expect(await texts('.er-edge title')).toHaveLength(4);
    expect(await texts('.er g .er-name')).toHaveLength(4);
  });

  it('fits a narrow and a wide window, and no name leaves its box', async () => {
    for (const width of [400, 1000]) {
      await page.show({ width });
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
      expect(await page.evaluate(OUTSIDE)).toEqual([]);
    }
  });

  it('is readable on a light and on a dark desktop', async () => {
    const colours = (): Promise<string> =>
      page.evaluate(`{ const { color, backgroundColor } = getComputedStyle(document.body);
        color + ' on ' + backgroundColor }`);
    await page.show({ width: 800, dark: true });
    expect(await colours()).toBe('rgb(228, 232, 240) on rgb(20, 26, 38)');
    await page.show({ width: 800 });
    expect(await colours()).toBe('rgb(28, 35, 48) on rgb(245, 247, 250)');
  });

  // `MIGRATION_GATE_TEST_PICTURES=write` makes the pictures of docs/ anew.
  it('can be taken a picture of', async () => {
    await page.show({ width: 1100 });
    const picture = await page.screenshot();

    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    if (process.env['MIGRATION_GATE_TEST_PICTURES'] === 'write') await writeFile(PICTURE, picture);
  });
});

/** Words of a table's box that stick out of it. */
const OUTSIDE = `[...document.querySelectorAll('.er g')].flatMap((g) => {
  const box = g.querySelector('.er-box').getBoundingClientRect();
  return [...g.querySelectorAll('text')].filter((text) => {
    const { left, right, bottom } = text.getBoundingClientRect();
    return left < box.left || right > box.right + 1 || bottom > box.bottom + 1;
  }).map((text) => text.textContent);
})`;

describe('the page as text', () => {
  it('names no address and holds no markup of others', async () => {
    const { verified, plans } = blocked();
    const html = renderHtml(verified, { plans, schema: schema(), at: AT });

    expect(html).not.toMatch(/https?:|src=|href=|url\(|@import/);
    expect(html).not.toContain('<script');
  });

  it('says what would be refused, and what an empty database begins with', () => {
    const { verified, plans } = blocked();
    const [first] = plans;
    if (first === undefined) throw new Error('no plan');
    const refusals = [{ message: 'It is <late>.', fixes: ['migration-gate apply'] }];
    const refused = [{ ...first, plan: { ...first.plan, refusals } }];
    const shown = { schema: '', at: AT };
    const html = renderHtml(verified, { ...shown, plans: refused });
    expect(html).toContain('<h2>Would be refused on production</h2>');
    expect(html).toContain('<pre>It is &#60;late&#62;.\nmigration-gate apply</pre>');
    expect(html).not.toContain('Would run');

    const baseline = { path: 'baseline.sql', blob: 'b', sql: '', through: '001_a.sql', covers: [] };
    const plan = { ...first.plan, beginning: { baseline, record: [] } };
    const begun = renderHtml(verified, { ...shown, plans: [{ ...first, plan }] });
    expect(begun).toContain('<p>First baseline.sql (baseline through 001_a.sql;');
  });

  it('says why there is no schema', () => {
    const { verified } = blocked();
    const html = renderHtml(verified, { plans: [], schema: 'PGlite is not installed.', at: AT });

    expect(html).toContain('<p class="about">PGlite is not installed.</p>');
  });

  it('of a failure says what to type', () => {
    const html = htmlOfFailure({ message: 'No <config>.', fix: 'migration-gate init' });

    expect(html).toContain('<pre>No &#60;config&#62;.</pre>');
    expect(html).toContain('<pre>migration-gate init</pre>');
  });
});
