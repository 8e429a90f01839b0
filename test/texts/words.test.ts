import { describe, expect, test } from 'vitest';
import { pages, sources, type Text, textsOfPage, textsOfSource } from './texts.ts';
import { unusedIn } from './words.ts';

/** Texts that quote somebody else's words. */
const quoted: readonly { readonly text: RegExp; readonly why: string }[] = [];

function faultsOf(texts: readonly Text[]): readonly string[] {
  return texts.flatMap(({ place, text }) => {
    if (quoted.some((one) => one.text.test(text))) return [];
    const fault = unusedIn(text);
    return fault === null ? [] : [`${place} “${fault.found}” → ${fault.instead}: ${text.slice(0, 200)}`];
  });
}

/** A page that lists the words lists them. */
const withoutTable = (texts: readonly Text[]) =>
  texts.filter(({ place, text }) => !(place.startsWith('CONTRIBUTING.md') && text.startsWith('| ')));

describe('texts use the words of CONTRIBUTING.md, Voice', () => {
  test.each([...sources])('in %s', (_folder, paths) => {
    expect(faultsOf(paths.flatMap(textsOfSource))).toEqual([]);
  });

  test.each(pages)('in %s', (path) => {
    expect(faultsOf(withoutTable(textsOfPage(path)))).toEqual([]);
  });

  test('and the texts are found', () => {
    expect(sources.size).toBeGreaterThan(20);
    expect(pages).toContain('docs/checks.md');
    expect([...sources.values()].flat().flatMap(textsOfSource).length).toBeGreaterThan(3000);
  });

  test.each([
    ['Nobody may assume it.', 'Nobody'],
    ['What is there is left.', 'What is there'],
    ['this is to be repaired', 'is to be'],
    ['the colour of the text', 'colour'],
    ['assign an MFA device', 'assign an MFA device'],
    ['the configuration switches the check off', 'switches the check off'],
    ['a job begins a new session', 'begins a new session'],
    ['the key that excepts it', 'excepts'],
    ['you may go', 'may'],
  ])('“%s” has one of them', (text, found) => {
    expect(unusedIn(text)?.found).toBe(found);
  });

  test.each(['color', 'a page about May', 'this belongs to the client', 'compare it with --colour-blind'])(
    '“%s” has none',
    (text) => {
      expect(unusedIn(text)).toBeNull();
    },
  );
});
