import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { ProfileOptions } from './profile-run.ts';

const help = `
${globalsHelp()}

Examples:
  diverst client profile acme                    print it
  diverst client profile acme --write            write it to the AWS configuration file
  diverst client profile --all --write           one for each client that your groups grant
  diverst client profile acme --remove           take it out again
  aws sts get-caller-identity --profile acme     use it; AWS_PROFILE=acme for Terraform and the SDKs

Profiles are kept between the lines "# diverst: begin" and "# diverst: end"; all else in the file stays as it is.
The options --profile, --region, --config and --sandbox of this call are written into each profile.

Exit codes: 0 done, 1 failed, 64 usage.`;

export function addProfile(client: Command, createContext: CreateContext): void {
  typed(client.command('profile'))
    .summary('an AWS profile for a client')
    .description('Print or write an AWS profile that gets a client’s credentials from diverst.')
    .argument('[name]', 'the client')
    .option('--all', 'every client that your groups grant')
    .option('--write', 'write to the AWS configuration file')
    .option('--remove', 'take the profile out of the AWS configuration file')
    .option('--file <file>', 'the file to change (default: $AWS_CONFIG_FILE, or ~/.aws/config)')
    .option('--role-arn <arn>', 'the client’s role, where your groups may not be read')
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runProfile } = await import('./profile-run.ts');
      await runProfile(
        name ?? null,
        options satisfies Exactly<ProfileOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
