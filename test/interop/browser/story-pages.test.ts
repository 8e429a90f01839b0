import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runCli, type TestOrganization } from '../../support/cli.ts';
import { company } from '../../support/company.ts';
import { faultsOf, openBrowser, openFile } from './support/browser.ts';

/** Every kind of page with everything that it can have, of the company of the story. */
const pages = [
  ['the organization', []],
  ['one client', ['--client', 'globex']],
] as const;

describe.skipIf(!inject('programs').chromium)('a page with access, costs and changes', () => {
  let folder: string;
  let browser: Browser;
  let organization: TestOrganization;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-browser-'));
    organization = company();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(pages)(
    'of %s asks nobody, fits every window, and is one that everybody can use',
    async (name, words) => {
      const file = join(folder, `${name.replace(' ', '-')}.html`);
      const line = ['org', 'report', '--output', file, '--history', '--costs', '--yes', ...words];
      const { code, stderr } = await runCli(organization, line, { env: { HOME: folder } });
      expect(code, stderr).toBe(0);

      const { page, requests, complaints } = await openFile(browser, file);
      expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
      const sections = await page.locator('.section').evaluateAll((them) => them.map(({ id }) => id));
      const links = await page
        .locator('.contents a')
        .evaluateAll((them) => them.map((one) => one.getAttribute('href')));
      expect(links).toEqual(sections.map((id) => `#${id}`));
      expect(sections.length).toBeGreaterThan(4);
      await page.context().close();

      const inspected = await openFile(browser, file, { bypassCSP: true });
      await inspected.page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true",
      );
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ] as const) {
        await inspected.page.emulateMedia({ colorScheme });
        await inspected.page.setViewportSize({ width, height: 800 });
        expect.soft(await faultsOf(inspected.page), `${colorScheme}, ${width} wide`).toEqual([]);
        expect.soft(await inspected.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      }
      await inspected.page.context().close();
    },
  );
});
