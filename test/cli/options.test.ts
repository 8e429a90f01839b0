import { expect, it } from 'vitest';
import { optionWords } from '../../src/cli/options.ts';
import type { Exactly } from '../../src/cli/typed-command.ts';

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

it('of a command that are not those which its run wants do not compile', () => {
  interface Wanted {
    readonly email?: string;
    readonly yes?: boolean;
  }
  const same: { email?: string; yes?: true } = { email: 'a@example.com' };
  const renamed: { mail?: string; yes?: true } = { mail: 'a@example.com' };
  const less: { yes?: true } = {};
  const wanted: readonly Wanted[] = [
    same satisfies Exactly<Wanted, typeof same>,
    // @ts-expect-error: `mail` is unknown and `email` missing.
    renamed satisfies Exactly<Wanted, typeof renamed>,
    // @ts-expect-error: `email` is missing.
    less satisfies Exactly<Wanted, typeof less>,
  ];
  expect(wanted).toHaveLength(3);
});
