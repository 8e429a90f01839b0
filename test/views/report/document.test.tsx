import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pageDocument, pageTexts } from '../../../src/views/report/document.tsx';

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const hashes = { style: hash(pageTexts.style), script: hash(pageTexts.script) };

test('what comes from AWS is text, in the title and in the page', () => {
  const name = '<script>alert("x")</script>';
  const page = pageDocument({ title: name, hashes, children: <p title={name}>{name}</p> });
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('<title>&lt;script>');
});

test('the page may load nothing, and run its own style and script only', () => {
  const page = pageDocument({ title: 'x', hashes, children: null });
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy).toBe(
    `default-src 'none'; style-src '${hashes.style}'; script-src '${hashes.script}'; base-uri 'none'; form-action 'none'`,
  );
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  expect(hash(script)).toBe(hashes.script);
});
