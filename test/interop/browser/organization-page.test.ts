import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { pageOfThousandClients } from '../../support/organization-pages.ts';
import {
  addHostileNames,
  driftedOrganization,
  hostileAccountNames,
  hostileUnitName,
} from '../../support/report-organizations.ts';
import { faultsOf, openBrowser, openFile } from './support/browser.ts';

/** Pages of `org report`, as a browser shows them. */
describe.skipIf(!inject('programs').chromium)('the page of an organization', () => {
  let folder: string;
  let browser: Browser;
  let file: string;
  let accounts: readonly string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-browser-'));
    file = join(folder, 'page.html');
    const organization = await driftedOrganization(30);
    await addHostileNames(organization);
    accounts = Object.keys(organization.sandbox.state().accounts);
    const { code, stderr } = await runCli(organization, ['org', 'report', '--output', file]);
    expect(code, stderr).toBe(0);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const visible = (page: Page, selector: string) => page.locator(`${selector}:visible`).count();
  const findings = '.finding';

  it('shows each account once, asks nobody for anything, and complains of nothing', async () => {
    const { page, requests, complaints } = await openFile(browser, file);
    const shown = await page.locator('.account code').allTextContents();
    expect(shown.toSorted()).toEqual(accounts.toSorted());
    expect(await page.title()).toMatch(/^Organization o-/);
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
    await page.context().close();
  });

  it('runs and loads nothing but itself, whatever is put into it', async () => {
    const { page, requests, complaints } = await openFile(browser, file);
    await page.evaluate(`{
      const image = document.createElement('img');
      image.src = 'https://example.com/x.png';
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      document.body.append(image, script);
      document.body.insertAdjacentHTML('beforeend', '<p id="styled" style="color: red" onclick="document.title = 1">x</p>');
    }`);
    await page.locator('#styled').click();
    expect(await page.title()).toMatch(/^Organization/);
    expect(requests).toEqual([]);
    expect(complaints.length).toBeGreaterThanOrEqual(3);
    expect(complaints.every((text) => text.includes('Content Security Policy'))).toBe(true);
    await page.context().close();
  });

  it('shows names with markup and turned directions as text, within their cells', async () => {
    const { page } = await openFile(browser, file);
    const names = await page.locator('.account bdi').allInnerTexts();
    for (const name of hostileAccountNames) expect(names).toContain(name);
    // Of what turns the direction, and ends a line, there is only the name.
    const units = await page.locator('.unit > details > summary bdi').allInnerTexts();
    expect(units).toContain(
      hostileUnitName.replace('\u202e', '\\u202e').replace('\u202c', '\\u202c').replace('\n', '\\u000a'),
    );
    expect(await page.locator('main img, main script, main [onclick]').count()).toBe(0);
    const outside =
      await page.evaluate(`[...document.querySelectorAll('.account, .finding, .unit > details > summary')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.slice(0, 80))`);
    expect(outside).toEqual([]);
    await page.context().close();
  });

  it('is filtered by keyboard alone, and says how much is left', async () => {
    const { page } = await openFile(browser, file);
    const all = await visible(page, findings);
    await page.keyboard.press('/');
    await page.keyboard.type('acme');
    const some = await visible(page, findings);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(all);
    const output = page.locator('#finding-filters output');
    expect(await output.innerText()).toBe(`${some} of ${all} findings`);
    expect(await output.getAttribute('aria-live')).toBe('polite');
    expect(page.url()).toMatch(/#findings\?q=acme$/);
    // To the severities, by tab, and one of them by space.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(
      await page
        .locator(`${findings}:visible`)
        .evaluateAll((them) => them.map((one) => one.getAttribute('data-severity'))),
    ).toEqual(['high']);
    expect(page.url()).toMatch(/q=acme&severity=high$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => visible(page, findings)).toBe(all);
    expect(await page.locator('#finding-filters [name=q]').inputValue()).toBe('');
    await page.context().close();
  });

  it('keeps what is chosen in the address: to send it, and to go back', async () => {
    const { page } = await openFile(browser, file, { fragment: '#findings?severity=medium&q=policy' });
    const sent = await visible(page, findings);
    const severities = await page
      .locator(`${findings}:visible`)
      .evaluateAll((them) => [...new Set(them.map((one) => one.getAttribute('data-severity')))]);
    expect(severities).toEqual(['medium']);
    await page.locator('#finding-filters [name=severity][value=high]').check();
    const more = await visible(page, findings);
    expect(more).toBeGreaterThanOrEqual(sent);
    await page.locator('#finding-filters [name=severity][value=medium]').uncheck();
    await page.goBack();
    await page.goBack();
    await expect.poll(() => visible(page, findings)).toBe(sent);
    expect(await page.locator('#finding-filters [value=high]').isChecked()).toBe(false);
    await page.context().close();
  });

  it('leads from an account to its findings', async () => {
    const { page } = await openFile(browser, file);
    const account = page.locator('.account', { hasText: 'acme' });
    await account.locator('a').click();
    await expect.poll(() => visible(page, findings)).toBe(2);
    const places = await page.locator(`${findings}:visible .where`).allInnerTexts();
    expect(places.every((place) => place.startsWith('client acme '))).toBe(true);
    await page.context().close();
  });

  it('opens all findings at once, and copies a command', async () => {
    const { page } = await openFile(browser, file, { permissions: ['clipboard-read', 'clipboard-write'] });
    const open = () => page.locator(`${findings} > details[open]`).count();
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await open()).toBe(await page.locator(findings).count());
    const [copy] = await page.locator(`${findings} .command + button`).all();
    await copy?.click();
    await expect.poll(() => copy?.innerText()).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^diverst org repair --only \S+$/);
    await page.getByRole('button', { name: 'Close all' }).click();
    expect(await open()).toBe(0);
    await page.context().close();
  });

  it('finds an account that is folded away, and folds it again', async () => {
    const { page } = await openFile(browser, file);
    const search = page.locator('#account-filters [name=q]');
    expect(await page.locator('.account').getByText('client-29', { exact: true }).isVisible()).toBe(false);
    await search.fill('client-29');
    expect(await visible(page, '.account')).toBe(1);
    expect(await page.locator('#account-filters output').innerText()).toBe(
      `1 of ${accounts.length} accounts`,
    );
    await search.press('Escape');
    await expect
      .poll(() => page.locator('.account').getByText('client-29', { exact: true }).isVisible())
      .toBe(false);
    await page.locator('#account-filters [name=differs]').check();
    expect(await visible(page, '.account')).toBe(await page.locator('.account:has(.drift)').count());
    await page.context().close();
  });

  it.each([
    // The other two are tried on the pages of the story.
    ['dark', 1280],
    ['light', 360],
  ] as const)('has nothing that axe finds fault with: %s, %d wide', async (colorScheme, width) => {
    const { page } = await openFile(browser, file, {
      colorScheme,
      viewport: { width, height: 800 },
      bypassCSP: true,
    });
    // What is folded away is looked at, too.
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });

  it('takes the colors that are chosen, whatever the system has', async () => {
    const { page } = await openFile(browser, file, { colorScheme: 'light' });
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByLabel('Dark').check({ force: true });
    expect(await paper()).not.toBe(light);
    await page.getByLabel('Light').check({ force: true });
    expect(await paper()).toBe(light);
    await page.context().close();
  });

  it('fits a window of 360 pixels', async () => {
    const { page } = await openFile(browser, file, { viewport: { width: 360, height: 700 } });
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.context().close();
  });

  it('is whole without a script', async () => {
    const { page } = await openFile(browser, file, { javaScriptEnabled: false });
    expect(await page.locator('.account').count()).toBe(accounts.length);
    expect(await visible(page, findings)).toBe(await page.locator(findings).count());
    // What would do nothing is not there, and what is folded opens all the same.
    expect(await visible(page, '.filters')).toBe(0);
    const [first] = await page.locator(findings).all();
    await first?.locator('summary').click();
    expect(await first?.locator('.facts').isVisible()).toBe(true);
    await page.context().close();
  });

  it.each([true, false])(
    'prints everything, on paper without what is for the screen (script: %s)',
    async (javaScriptEnabled) => {
      const { page } = await openFile(browser, file, { javaScriptEnabled, colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print' });
      expect(await visible(page, '.contents')).toBe(0);
      expect(await visible(page, '.filters')).toBe(0);
      const pdf = await page.pdf({ format: 'A4' });
      const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
      expect(pages).toBeGreaterThan(3);
      // It is folded away on the screen: the style shows it on paper, or the script opens it and closes it again.
      const folded = page.locator('.account').getByText('client-29', { exact: true });
      expect(await folded.evaluate((one) => one.getBoundingClientRect().height)).toBeGreaterThan(0);
      if (javaScriptEnabled) {
        const closed = () => page.locator('details:not([open])').count();
        const before = await closed();
        expect(before).toBeGreaterThan(0);
        await page.evaluate("dispatchEvent(new Event('beforeprint'))");
        expect(await closed()).toBe(0);
        await page.evaluate("dispatchEvent(new Event('afterprint'))");
        expect(await closed()).toBe(before);
      }
      await page.context().close();
    },
  );
});

describe.skipIf(!inject('programs').chromium)('the page of a thousand clients', () => {
  it('lets a client be found, and lays out no more than is to be seen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'diverst-browser-'));
    const browser = await openBrowser();
    try {
      const file = join(folder, 'page.html');
      writeFileSync(file, pageOfThousandClients());
      const begun = performance.now();
      const { page, complaints } = await openFile(browser, file);
      await page.locator('#account-filters [name=q]').fill('client-999');
      expect(await page.locator('.account:visible').count()).toBe(1);
      expect(complaints).toEqual([]);
      // To be read, not to be judged: how long it takes is a matter of the machine.
      console.log(
        `a thousand clients: opened, and one found, in ${Math.round(performance.now() - begun)} ms`,
      );
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
