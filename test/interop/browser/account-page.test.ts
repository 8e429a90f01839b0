import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { driftedOrganization } from '../../support/report-organizations.ts';
import { faultsOf, openBrowser, openFile } from './support/browser.ts';

/** The page of one client, and the picture of access on that of the organization, as a browser shows them. */
describe.skipIf(!inject('programs').chromium)('who can get in', () => {
  let folder: string;
  let browser: Browser;
  let others: readonly string[];
  const file = (name: string) => join(folder, `${name}.html`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-browser-'));
    const organization = await driftedOrganization(30);
    const { accounts, managementAccountId } = organization.sandbox.state();
    others = Object.values(accounts)
      .filter(({ name, id }) => !['acme', 'Ops'].includes(name) && id !== managementAccountId)
      .flatMap(({ name, id }) => [name, id]);
    for (const [name, words] of [
      ['acme', ['--client', 'acme', '--history']],
      ['organization', []],
    ] as const) {
      const run = await runCli(organization, ['org', 'report', '--output', file(name), ...words]);
      expect(run.code, run.stderr).toBe(0);
    }
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('names no other client anywhere in the page of one', async () => {
    const { page, requests, complaints } = await openFile(browser, file('acme'));
    const text = (await page.locator('body').textContent()) ?? '';
    expect(others.length).toBeGreaterThan(60);
    expect(others.filter((other) => text.includes(other))).toEqual([]);
    expect(await page.locator('#access').innerText()).toContain('acme-production');
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
    await page.context().close();
  });

  it('is a picture with one box for the many, one for each exception, and a list of all', async () => {
    const { page } = await openFile(browser, file('organization'));
    const picture = page.locator('.access-picture');
    const boxes = await picture.locator('.node > text').allTextContents();
    expect(boxes.some((text) => /^\d+ clients$/.test(text))).toBe(true);
    expect(await picture.locator('.way.door').count()).toBeGreaterThan(0);
    // Each name is within its box.
    const outside = await picture.locator('.node').evaluateAll((them) =>
      them
        .filter((one) => {
          const [box, text] = [one.querySelector('rect'), one.querySelector('text')];
          return box && text && text.getBoundingClientRect().right > box.getBoundingClientRect().right;
        })
        .map((one) => one.textContent),
    );
    expect(outside).toEqual([]);
    const [first] = await page.locator('#access table a').all();
    await first?.click();
    expect(page.url()).toMatch(/#f\d+$/);
    await page.context().close();
  });

  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('is nothing that axe finds fault with: %s, %d wide', async (colorScheme, width) => {
    const { page } = await openFile(browser, file('acme'), {
      colorScheme,
      viewport: { width, height: 800 },
      bypassCSP: true,
    });
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.context().close();
  });
});
