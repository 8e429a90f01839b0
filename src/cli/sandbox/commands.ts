import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { PortOptions, ResetOptions } from './run.ts';
import { defaultPort } from './state-path.ts';
import type { TokenOptions } from './token-run.ts';

export function addSandbox(program: Command, createContext: CreateContext): void {
  const sandbox = program
    .command('sandbox')
    .summary('the embedded AWS organization')
    .description(
      'An AWS organization inside diverst, for trying every command without AWS. Its state is a file ' +
        '(--sandbox-state), made with the intended base structure when it is first used.',
    );

  typed(sandbox.command('serve'))
    .summary('offer it to the AWS CLI, boto3 and Terraform on 127.0.0.1')
    .description(
      'Serve the sandbox over HTTP on 127.0.0.1 until stopped, and print what the AWS CLI needs to reach it.',
    )
    .option('--port <port>', 'port; 0 takes a free one', defaultPort)
    .addHelpText(
      'after',
      `
Examples:
  diverst sandbox serve
  eval "$(diverst sandbox env --profile ops)" && aws sts get-caller-identity
  diverst sandbox serve --port 0 --json`,
    )
    .action(async (options, self) => {
      const { serve } = await import('./run.ts');
      await serve(options satisfies Exactly<PortOptions, typeof options>, createContext(readGlobals(self)));
    });

  typed(sandbox.command('env'))
    .summary('print the lines that point the AWS CLI at it')
    .description('Print, for a POSIX shell, the lines to export so that AWS tools use a served sandbox.')
    .option('--port <port>', 'port that it is served on', defaultPort)
    .addHelpText('after', '\nExample:\n  eval "$(diverst sandbox env --profile ops)"')
    .action(async (options, self) => {
      const { printEnv } = await import('./run.ts');
      await printEnv(
        options satisfies Exactly<PortOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });

  typed(sandbox.command('token'))
    .summary('print a token of a CI system, to assume a CI role with')
    .description(
      'Print a token (JWT) as the OIDC identity provider of a CI system signs it. The STS of this sandbox takes it ' +
        'wherever the account of the role has a provider for its issuer: sts:AssumeRoleWithWebIdentity.',
    )
    .option('--subject <subject>', 'the subject (sub), as the trust policy of the role demands it')
    .option('--issuer <url>', 'the issuer (iss)', 'https://token.actions.githubusercontent.com')
    .option('--audience <audience>', 'the audience (aud)', 'sts.amazonaws.com')
    .option('--claim <name=value...>', 'a further claim; may be given several times')
    .option('--duration <duration>', 'how long the token is valid', '15m')
    .addHelpText(
      'after',
      `
Examples:
  diverst sandbox token --subject repo:company/infra:environment:acme >token.jwt
  export AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt AWS_ROLE_ARN=arn:aws:iam::111122223333:role/acme-ci
  diverst sandbox token --subject x --issuer https://gitlab.com --claim ref=main

With these two variables, the address of a served sandbox in AWS_ENDPOINT_URL and no other credentials, the AWS CLI
and boto3 work as the role. Terraform also needs the address in AWS_ENDPOINT_URL_STS, or it sends the token to AWS.
diverst sandbox serve prints all of these lines.`,
    )
    .action(async (options, self) => {
      const { printToken } = await import('./token-run.ts');
      await printToken(
        options satisfies Exactly<TokenOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });

  typed(sandbox.command('reset'))
    .summary('start a new one')
    .description('Replace the sandbox by a new one with the intended base structure.')
    .option('--empty', 'with one account and nothing else')
    .option('--story', 'with a company to try every command on: twelve clients, two years old')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nIt asks if the sandbox holds changes of yours, and keeps a copy of the old state and its event history beside it (FILE.backup).\n\nExamples:\n  diverst sandbox reset\n  diverst sandbox reset --story\n  diverst sandbox reset --empty --sandbox-state /tmp/empty.json',
    )
    .action(async (options, self) => {
      const { reset } = await import('./run.ts');
      await reset(options satisfies Exactly<ResetOptions, typeof options>, createContext(readGlobals(self)));
    });
}
