// @ts-check
// The README's picture of `org report`: the top of the page of the story, as Chromium draws it. The ids of the
// accounts are others each time, so that no test compares it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const program = fileURLToPath(new URL('./diverst.js', import.meta.url));
const picture = fileURLToPath(new URL('../docs/org-report.png', import.meta.url));
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

if (executablePath === undefined) console.log('skipped: docs/org-report.png, because chromium is not here');
else {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-picture-'));
  try {
    await draw(folder, executablePath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} executablePath
 */
async function draw(folder, executablePath) {
  writeFileSync(join(folder, 'diverst.config.yaml'), 'environment:\n  accounts: [staging, tools]\n');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DIVERST_SANDBOX_STATE: join(folder, 'sandbox.json'),
    DIVERST_SANDBOX: '1',
  };
  for (const line of ['sandbox reset --story --yes', 'org report --output page.html --history --costs --yes'])
    execFileSync(process.execPath, [program, ...line.split(' ')], { cwd: folder, env, stdio: 'ignore' });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 1330 },
      deviceScaleFactor: 1.25,
      colorScheme: 'light',
    });
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    await page.screenshot({ path: picture });
  } finally {
    await browser.close();
  }
  console.log(`${picture}: ${Math.round(statSync(picture).size / 1000)} kB`);
}
