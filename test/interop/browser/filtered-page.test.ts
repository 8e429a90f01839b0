import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { driftedOrganization } from '../../support/report-organizations.ts';
import { openBrowser, openFile } from './support/browser.ts';

/** What a filter leaves on the page of an organization, where something was fixed since an earlier audit. */
describe.skipIf(!inject('programs').chromium)('a page that is filtered', () => {
  let folder: string;
  let browser: Browser;
  let file: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-browser-'));
    file = join(folder, 'page.html');
    const organization = await driftedOrganization(30);
    const earlier = JSON.parse((await runCli(organization, ['org', 'audit', '--json'])).stdout);
    const [first] = earlier.findings;
    const gone = { ...first, id: 'client-user:acme/old', check: 'client-user', subject: 'acme/old' };
    const since = join(folder, 'earlier.json');
    // Nothing else is known, so that all is shown in full.
    writeFileSync(since, JSON.stringify({ ...earlier, findings: [gone] }));
    const config = join(folder, 'diverst.yaml');
    const ignore = { check: 'trust-everyone', subject: '*', reason: 'a trial', expires: '2099-12-31' };
    writeFileSync(config, JSON.stringify({ audit: { ignore: [ignore] } }));
    const words = ['--output', file, '--since', since, '--config', config];
    const run = await runCli(organization, ['org', 'report', ...words]);
    expect(run.code, run.stderr).toBe(0);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const visible = (page: Page, selector: string) => page.locator(`${selector}:visible`).count();

  it('shows what was fixed, which is no finding to filter', async () => {
    const { page } = await openFile(browser, file);
    expect(await page.locator('#findings-fixed').innerText()).toContain('client-user:acme/old');
    await page.locator('#finding-filters [name=q]').fill('acme');
    expect(await visible(page, '#findings-fixed')).toBe(0);
    await page.context().close();
  });

  it('counts what is ignored apart, as the rest of the page does', async () => {
    const { page } = await openFile(browser, file);
    const ignored = await visible(page, '#findings-ignored .finding');
    expect(ignored).toBeGreaterThan(0);
    const total = (await visible(page, '.finding')) - ignored;
    const output = page.locator('#finding-filters output');
    expect(await output.innerText()).toBe(`${total} findings, ${ignored} ignored`);
    expect(await page.locator('.contents a[href="#findings"] .note').innerText()).toBe(String(total));
    await page.context().close();
  });

  it('says in each heading how much of it is shown', async () => {
    const { page } = await openFile(browser, file);
    const heading = page.locator('#findings-high h3');
    const total = await visible(page, '#findings-high .finding');
    expect(await heading.innerText()).toMatch(new RegExp(`^\\s*High ${total}$`));
    await page.locator('#finding-filters [name=q]').fill('acme');
    const some = await visible(page, '#findings-high .finding');
    expect(some).toBeLessThan(total);
    expect(await heading.innerText()).toMatch(new RegExp(`^\\s*High ${some} of ${total}$`));
    // On paper all are shown.
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await heading.innerText()).toMatch(new RegExp(`^\\s*High ${total}$`));
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await heading.innerText()).toMatch(new RegExp(`^\\s*High ${some} of ${total}$`));
    await page.context().close();
  });

  it.each(['place=nobody', 'check=nothing', 'severity=none'])(
    'hides nothing because of an address that chooses what there is not: %s',
    async (query) => {
      const { page } = await openFile(browser, file, { fragment: `#findings?${query}` });
      expect(await visible(page, '.finding')).toBe(await page.locator('.finding').count());
      expect(await page.locator('#finding-filters [name=place]').inputValue()).toBe('');
      await page.context().close();
    },
  );

  it('prints everything', async () => {
    const { page } = await openFile(browser, file, { fragment: '#findings?q=acme' });
    await page.locator('#account-filters [name=q]').fill('acme');
    expect(await visible(page, '.account')).toBe(1);
    await page.emulateMedia({ media: 'print' });
    expect(await visible(page, '.finding')).toBe(await page.locator('.finding').count());
    expect(await visible(page, '.account')).toBe(await page.locator('.account').count());
    expect(await page.locator('#findings-fixed').isVisible()).toBe(true);
    await page.context().close();
  });

  it('draws the picture in the forced colors of the system, whatever theme is chosen', async () => {
    const { page } = await openFile(browser, file, { colorScheme: 'dark', forcedColors: 'active' });
    await page.getByLabel('Light').check({ force: true });
    const same = await page.evaluate(`(() => {
      const text = document.querySelector('.access-picture .node text');
      const word = document.createElement('span');
      word.style.color = 'CanvasText';
      text.closest('section').append(word);
      return getComputedStyle(text).fill === getComputedStyle(word).color;
    })()`);
    expect(same).toBe(true);
    await page.context().close();
  });
});
