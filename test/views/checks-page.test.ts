import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkIds } from '../../src/model/checks.ts';
import { renderChecksPage } from './checks-page.ts';

const published = new URL('../../docs/checks.md', import.meta.url);

describe('docs/checks.md', () => {
  it('is up to date (npm run checks writes it)', async () => {
    if (process.env.UPDATE_CHECKS === '1') await writeFile(published, renderChecksPage());
    expect(await readFile(published, 'utf8')).toBe(renderChecksPage());
  });

  it('has a section for every check, which the table links to', () => {
    const page = renderChecksPage();
    for (const id of checkIds) {
      expect(page).toContain(`\n## ${id}\n`);
      expect(page).toContain(`| [${id}](#${id}) |`);
    }
  });
});
