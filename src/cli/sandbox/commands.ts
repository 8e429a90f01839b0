import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes } from '../help-notes.ts';
import { shellOption } from '../shell-option.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { EnvOptions, PortOptions, ResetOptions } from './run.ts';
import { defaultPort } from './state-path.ts';
import type { TokenOptions } from './token-run.ts';

export function addSandbox(program: Command, createContext: CreateContext): void {
  const sandbox = program
    .command('sandbox')
    .summary('the embedded AWS organization: serve it, reset it')
    .description(
      'An AWS organization inside diverst, to try every command without AWS. diverst keeps it in a file ' +
        '(--sandbox-state), and creates it with the base structure when you first use it.',
    );
  addServe(sandbox, createContext);
  addEnv(sandbox, createContext);
  addToken(sandbox, createContext);
  addReset(sandbox, createContext);
}

function addServe(sandbox: Command, createContext: CreateContext): void {
  const command = typed(sandbox.command('serve'))
    .summary('serve the sandbox to the AWS CLI, boto3 and Terraform')
    .description(
      'Serve the sandbox over HTTP on 127.0.0.1 until you stop it, and print what the AWS CLI needs to reach it.',
    )
    .option('--port <port>', 'port; 0 chooses a free one', defaultPort)
    .action(async (options, self) => {
      const { serve } = await import('./run.ts');
      await serve(options satisfies Exactly<PortOptions, typeof options>, createContext(readGlobals(self)));
    });
  addHelpNotes(command, () => ({
    examples: [
      ['diverst sandbox serve'],
      ['eval "$(diverst sandbox env --profile ops)"', 'in a second shell'],
      ['diverst sandbox serve --port 0 --json'],
    ],
  }));
}

function addEnv(sandbox: Command, createContext: CreateContext): void {
  const command = typed(sandbox.command('env'))
    .summary('print the variables that point AWS tools to the sandbox')
    .description('Print lines that make the AWS tools of your shell use the sandbox that you serve.')
    .option('--port <port>', 'port of diverst sandbox serve', defaultPort)
    .addOption(shellOption())
    .action(async (options, self) => {
      const { printEnv } = await import('./run.ts');
      await printEnv(options satisfies Exactly<EnvOptions, typeof options>, createContext(readGlobals(self)));
    });
  addHelpNotes(command, () => ({
    examples: [
      ['eval "$(diverst sandbox env --profile ops)"', 'in bash and zsh'],
      ['diverst sandbox env --profile ops | source', 'in fish'],
    ],
  }));
}

function addToken(sandbox: Command, createContext: CreateContext): void {
  const command = typed(sandbox.command('token'))
    .summary('print a CI token, to assume a CI role')
    .description(
      'Print a token (JWT) as the OIDC identity provider of a CI system signs it. The STS of this sandbox accepts the token ' +
        '(sts:AssumeRoleWithWebIdentity) if the account of the role has a provider for its issuer.',
    )
    .option('--subject <subject>', 'the subject (sub) that the trust policy of the role requires')
    .option('--issuer <url>', 'the issuer (iss)', 'https://token.actions.githubusercontent.com')
    .option('--audience <audience>', 'the audience (aud)', 'sts.amazonaws.com')
    .option('--claim <name=value...>', 'another claim; repeatable')
    .option('--duration <duration>', 'how long the token is valid', '15m')
    .action(async (options, self) => {
      const { printToken } = await import('./token-run.ts');
      await printToken(
        options satisfies Exactly<TokenOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addHelpNotes(command, () => ({
    examples: [
      ['diverst sandbox token --subject repo:company/infra:ref:x >token.jwt'],
      ['export AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt'],
      ['export AWS_ROLE_ARN=arn:aws:iam::111122223333:role/acme-ci'],
    ],
    notes: [
      'The AWS CLI and boto3 work as the role if you set these two variables, AWS_ENDPOINT_URL to the address of the ' +
        'sandbox that you serve, and no other credentials. Terraform also needs the address in AWS_ENDPOINT_URL_STS: otherwise ' +
        'it sends the token to AWS. diverst sandbox serve prints all of these lines.',
    ],
  }));
}

function addReset(sandbox: Command, createContext: CreateContext): void {
  const command = typed(sandbox.command('reset'))
    .summary('replace the sandbox with a new one')
    .description(
      'Replace the sandbox with a new one that has the base structure. diverst asks first if the sandbox contains changes of ' +
        'yours, and keeps a copy of its state and its event history next to it (FILE.backup).',
    )
    .option('--empty', 'one account and nothing else')
    .option('--story', 'a company to try every command on: twelve clients, two years old')
    .option('-y, --yes', 'do not ask for confirmation')
    .action(async (options, self) => {
      const { reset } = await import('./run.ts');
      await reset(options satisfies Exactly<ResetOptions, typeof options>, createContext(readGlobals(self)));
    });
  addHelpNotes(command, () => ({
    examples: [
      ['diverst sandbox reset'],
      ['diverst sandbox reset --story'],
      ['diverst sandbox reset --empty --sandbox-state /tmp/empty.json'],
    ],
  }));
}
