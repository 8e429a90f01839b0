import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Screen } from '../support/screen.ts';
import { parseXml } from '../support/xml.ts';
import { clientInit, columns, orgAudit, orgCosts, orgRepair } from './support/scenes.ts';
import { renderSvg } from './support/svg.ts';

const scenes = {
  'client-init.svg': clientInit,
  'org-audit.svg': orgAudit,
  'org-repair.svg': orgRepair,
  'org-costs.svg': orgCosts,
};

describe.each(Object.entries(scenes))('docs/%s', (name, scene) => {
  const file = new URL(`../../docs/${name}`, import.meta.url);

  it('shows what the program prints (npm run pictures writes it)', async () => {
    const shown = await scene();
    expect(shown.columns).toBe(columns);
    // A comparison leaves out lines that are the same, with a mark that stands alone in its column.
    const cut = shown.lines.flat().filter(({ text }) => text.includes('…'));
    expect(cut.filter(({ column, text }) => column !== 8 || text.trim() !== '…')).toEqual([]);
    const fresh = renderSvg(shown);
    if (process.env.UPDATE_PICTURES === '1') writeFileSync(file, fresh);
    expect(readFileSync(file, 'utf8')).toBe(fresh);
  });
});

describe('a picture', () => {
  const screen = new Screen(80);
  screen.write(
    '$ a --b "<c>" & d\n\u001b[1mplan\u001b[22m  \u001b[31mbad\u001b[39m\n  the longest line of all of them',
  );
  const svg = renderSvg({ title: 'a & b', description: 'what it shows', columns: 80, lines: screen.lines() });
  const { attributes: size, children } = parseXml(svg);

  it('says what it is, and keeps text as text', () => {
    expect(size.role).toBe('img');
    expect(children.slice(0, 2).map(({ name, text }) => [name, text])).toEqual([
      ['title', 'a & b'],
      ['desc', 'what it shows'],
    ]);
    expect(children.filter(({ name }) => name === 'text').map(({ text }) => text)).toEqual([
      'a & b',
      '$ a --b "<c>" & d',
      'plan',
      'bad',
      'the longest line of all of them',
    ]);
  });

  it('has the width of its terminal, and no line that is wider', () => {
    expect(size.width).toBe('720');
    const narrow = { title: '', description: '', columns: 20, lines: screen.lines() };
    expect(() => renderSvg(narrow)).toThrow('wider than 20 columns');
  });

  it('keeps every text within the window', () => {
    const width = Number(size.width);
    const height = Number(size.height);
    const lines = children.filter(({ attributes }) => 'textLength' in attributes);
    expect(lines).toHaveLength(4);
    for (const { attributes } of lines) {
      expect(Number(attributes.x) + Number(attributes.textLength)).toBeLessThanOrEqual(width - 20);
      expect(Number(attributes.y)).toBeLessThanOrEqual(height - 20);
    }
  });

  it('loads nothing and runs nothing', () => {
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|href|url\(|@import|<script|\son\w+=/,
    );
  });
});
