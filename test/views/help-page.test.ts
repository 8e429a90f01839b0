import { describe, expect, it } from 'vitest';
import { type HelpBlock, helpText } from '../../src/views/help-page.ts';

const page: readonly HelpBlock[] = [
  { kind: 'usage', lines: ['diverst client exec [options] <name> -- COMMAND', 'diverst client exec --all'] },
  { kind: 'text', text: 'Run a command with the credentials of a client, and with no others.' },
  {
    kind: 'examples',
    examples: [
      ['diverst client exec acme -- terraform plan'],
      ['diverst client list', 'the clients'],
      [
        "diverst client exec --all --read-only -- sh -c 'echo $DIVERST_CLIENT'",
        'in the account of every client',
      ],
    ],
  },
  {
    kind: 'rows',
    title: 'Options:',
    rows: [
      ['-y, --yes', 'do not ask'],
      [
        '    --label <key=value...>',
        'run the command for every client that has this label; repeat it for more',
      ],
      ['    --a-term-that-is-far-too-long <value>', 'has its description below'],
    ],
  },
  { kind: 'rows', title: null, rows: [['Exit codes', '0 done, 1 failed']] },
];

describe('a help', () => {
  it('at 80 columns has each description next to its term', () => {
    expect(helpText(page, 80)).toBe(`Usage: diverst client exec [options] <name> -- COMMAND
       diverst client exec --all

Run a command with the credentials of a client, and with no others.

Examples:
  diverst client exec acme -- terraform plan
  diverst client list                         the clients
  # in the account of every client
  diverst client exec --all --read-only -- sh -c 'echo $DIVERST_CLIENT'

Options:
  -y, --yes                   do not ask
      --label <key=value...>  run the command for every client that has this
                              label; repeat it for more
      --a-term-that-is-far-too-long <value>
                              has its description below

Exit codes  0 done, 1 failed
`);
  });

  it('at 40 columns has each description below its term, and commands that can be pasted', () => {
    expect(helpText(page, 40)).toBe(`Usage: diverst client exec [options]
         <name> -- COMMAND
       diverst client exec --all

Run a command with the credentials of a
client, and with no others.

Examples:
  diverst client exec acme -- \\
      terraform plan
  diverst client list  the clients
  # in the account of every client
  diverst client exec --all \\
      --read-only -- sh -c \\
      'echo $DIVERST_CLIENT'

Options:
  -y, --yes
      do not ask
  --label <key=value...>
      run the command for every client
      that has this label; repeat it for
      more
  --a-term-that-is-far-too-long <value>
      has its description below

Exit codes
    0 done, 1 failed
`);
  });

  it('never breaks a word', () => {
    const long = 'arn:aws:iam::111122223333:role/OrganizationAccountAccessRole';
    expect(helpText([{ kind: 'text', text: `the role ${long} and more` }], 20)).toBe(
      `the role\n${long}\nand more\n`,
    );
  });
});
