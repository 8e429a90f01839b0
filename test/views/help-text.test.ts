import { describe, expect, it } from 'vitest';
import { fittedHelp } from '../../src/views/help-text.ts';

const help = `
Options:
  --profile <name>  AWS profile; in the sandbox management or ops
  --json            JSON

Examples:
  diverst client exec acme --refresh -- apply  longer than the credentials last
  diverst client exec --all -- sh -c 'terraform -chdir="clients/$DIVERST_CLIENT" plan'
                                               each in its own folder, one after the other
  diverst client list

Which credentials:
  environment   those that Terraform finds, if they are of this
                client
The command gets the credentials of the client as variables, and no
others. Signals are passed on.

Least policy:
  {
    "Resource": "arn:aws:iam::*:role/OrganizationAccountAccessRole-and-more"
  }
  With --who, each account is entered once more, in a
  session that can look up events.
  Nothing can be changed.
`;

describe('a help', () => {
  it('is left as it is where it is not shown on a terminal, and where there is room', () => {
    expect(fittedHelp(help, null)).toBe(help);
    expect(fittedHelp(help, 120)).toBe(help);
  });

  it('breaks between words on a narrow terminal, and leaves commands and policies whole', () => {
    expect(fittedHelp(help, 50)).toBe(`
Options:
  --profile <name>  AWS profile; in the sandbox
                    management or ops
  --json            JSON

Examples:
  diverst client exec acme --refresh -- apply
      longer than the credentials last
  diverst client exec --all -- sh -c 'terraform -chdir="clients/$DIVERST_CLIENT" plan'
      each in its own folder, one after the other
  diverst client list

Which credentials:
  environment   those that Terraform finds, if
                they are of this client
The command gets the credentials of the client as
variables, and no others. Signals are passed on.

Least policy:
  {
    "Resource": "arn:aws:iam::*:role/OrganizationAccountAccessRole-and-more"
  }
  With --who, each account is entered once more,
  in a session that can look up events.
  Nothing can be changed.
`);
  });
});
