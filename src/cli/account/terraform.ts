import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { type TerraformOptions, ways } from './terraform-options.ts';

const help = `
${globalsHelp()}

Examples:
  diverst client terraform acme > provider.tf         the provider assumes the client's role itself
  diverst client terraform acme --no-alias            for a module with this one provider
  diverst client terraform acme --with profile        with the profile of: diverst client profile acme --write
  diverst client terraform acme --region eu-central-1

With assume-role, Terraform signs as you in Ops (AWS_PROFILE=your-profile terraform plan), and needs no diverst.
With profile, sessions come from diverst's cache, and carry your user name in CloudTrail. Terraform cannot ask for an
MFA code: where the clients' role demands MFA, open a session first with: diverst client assume acme
Either way allowed_account_ids keeps it out of every other account.

Exit codes: 0 done, 1 failed, 64 usage.`;

export function addTerraform(client: Command, createContext: CreateContext): void {
  typed(client.command('terraform'))
    .summary('a Terraform provider block for a client')
    .description(
      'Print a provider block for the Terraform AWS provider that works in the client’s account only.',
    )
    .argument('<name>', 'the client')
    .addOption(
      new TypedOption(
        '--with <way>',
        'what the provider signs with (default: assume-role; profile where the role demands MFA)',
      ).choices(ways),
    )
    .option('--alias <alias>', 'alias of the provider (default: the client’s name)')
    .option('--no-alias', 'the provider without an alias')
    .option('--session-name <name>', 'name of the session in CloudTrail (default: terraform-NAME)')
    .option('--source-identity <name>', 'who is behind the session, for CloudTrail')
    .option('--role-arn <arn>', 'the client’s role, where your groups may not be read')
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runTerraform } = await import('./terraform-run.ts');
      await runTerraform(
        name,
        options satisfies Exactly<TerraformOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
