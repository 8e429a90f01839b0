import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A page of a file as somebody sees it, and what it tried to load or complained of. */
export interface SeenPage {
  readonly page: Page;
  /** Addresses of requests other than for the file itself: none got through. */
  readonly requests: readonly string[];
  /** Errors and warnings, those of the page's own policy among them. */
  readonly complaints: readonly string[];
}

/** Debian's, headless. Its sandbox does not work for root, and nothing but files of these tests is opened. */
export async function openBrowser(): Promise<Browser> {
  const { stdout } = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' });
  return chromium.launch({ executablePath: stdout.trim(), args: ['--no-sandbox'], timeout: 60_000 });
}

/** @param fragment `#findings?q=x` */
export async function openFile(
  browser: Browser,
  file: string,
  options: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<SeenPage> {
  const { fragment = '', ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...rest });
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const requests: string[] = [];
  const complaints: string[] = [];
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.split('#')[0] === address) return route.continue();
    requests.push(url);
    return route.abort();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${address}${fragment}`);
  return { page, requests, complaints };
}

/** What axe finds fault with, as `rule: element`; the page has to be one that scripts of others may run in. */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`);
}
