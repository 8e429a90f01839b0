import { expect, it } from 'vitest';
import { newSandboxLines } from '../../src/views/sandbox-reset.ts';

it('breaks sentences about a new sandbox between words, and no command or path', () => {
  const lines = newSandboxLines(
    { start: 'story', clients: 12, environments: ['staging', 'tools'], incident: 'globex' },
    {
      file: `/home/kim/${'a'.repeat(40)}/sandbox.json`,
      program: 'diverst --sandbox',
      backup: null,
      width: 60,
    },
  );
  expect(lines.filter((line) => line.length > 60)).toEqual([
    `  /home/kim/${'a'.repeat(40)}/sandbox.json:`,
    '        diverst --sandbox client history globex --since 14d --profile management',
    '        diverst --sandbox org report --output organization.html',
  ]);
  expect(lines.join(' ')).toContain('add these lines to diverst.config.yaml:');
});
