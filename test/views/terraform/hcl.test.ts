import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hclString } from '../../../src/views/terraform/hcl.ts';

const awkward = [
  'plain',
  '',
  '"',
  '\\',
  '\\"',
  '${a}',
  '$${a}',
  '%{ if x }',
  '%%{',
  '$',
  '${',
  'a\nb\r\tc',
  'é日😀',
  "'",
  '\u0007\u2028',
  '$$$${{%{',
];

describe('an HCL string', () => {
  it.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['${var.x}', '"$${var.x}"'],
    ['%{ if x }', '"%%{ if x }"'],
    ['a\nb', '"a\\nb"'],
    ['100% $5', '"100% $5"'],
  ])('%j is %s', (text, written) => {
    expect(hclString(text)).toBe(written);
  });

  it('means its text to Terraform', ({ skip }) => {
    const input = `jsonencode([${awkward.map(hclString).join(', ')}])\n`;
    const { stdout, error, status } = spawnSync('terraform', ['console'], {
      input,
      encoding: 'utf8',
      cwd: '/',
    });
    if (error) skip('terraform is not installed');
    expect(status).toBe(0);
    expect(JSON.parse(JSON.parse(stdout))).toEqual(awkward);
  });
});
