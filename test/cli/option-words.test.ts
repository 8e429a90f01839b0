import { expect, it } from 'vitest';
import { optionWords } from '../../src/cli/option-words.ts';

it('gives the options that are not as they are by default, in their order', () => {
  expect(
    optionWords([
      ['--email', 'aws+acme@example.com'],
      ['--reason', "it's late"],
      ['--session-name', ''],
      ['--read-only', true],
      ['--only', ['trust-broader:acme', 'unit-missing']],
      ['--timeout', '20m', '15m'],
      ['--duration', '1h', '1h'],
      ['--min-ttl', undefined, '15m'],
      ['--replace-trust', false],
      ['--role-arn', undefined],
    ]),
  ).toBe(
    " --email aws+acme@example.com --reason 'it'\\''s late' --session-name '' --read-only" +
      ' --only trust-broader:acme --only unit-missing --timeout 20m',
  );
});

it('gives nothing where all is as by default', () => {
  expect(optionWords([['--timeout', '15m', '15m']])).toBe('');
});
