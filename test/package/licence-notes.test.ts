import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { licenceNotes } from '../../bin/licence-notes.mjs';

const root = mkdtempSync(join(tmpdir(), 'diverst-licences-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A package of that name. @returns the path of a file of it */
function installed(name: string, license: string, text?: string): string {
  const folder = join('node_modules', name);
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
  if (text !== undefined) writeFileSync(join(root, folder, 'LICENSE.md'), text);
  return join(folder, 'index.js');
}

const plain = installed('plain', 'MIT', 'the text');
const like = installed('like', 'MIT', 'the text');
const first = installed('@family/first', 'Apache-2.0', 'the text of the family');
const second = installed('@family/second', 'Apache-2.0');

test('every package is named once, with its licence, beside others of the same text', () => {
  const notes = licenceNotes(root, ['src/main.ts', plain, plain, like]);
  expect(notes).toContain('like 1.2.3 (MIT)\nplain 1.2.3 (MIT)\n\nthe text\n');
});

test('a package without a text has that of its family', () => {
  expect(licenceNotes(root, [first, second])).toContain(
    '@family/first 1.2.3 (Apache-2.0)\n@family/second 1.2.3 (Apache-2.0)\n\nthe text of the family\n',
  );
});

test('one without a text, and a licence that was not looked at, end the build', () => {
  expect(() => licenceNotes(root, [installed('mute', 'MIT'), plain])).toThrow('mute brings no text');
  expect(() => licenceNotes(root, [installed('other', 'GPL-3.0', 'the text')])).toThrow('GPL-3.0');
});
