import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { ConfigInitOptions } from './init-options.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst config init', 'asks for each value'],
    ['diverst config init --dry-run', 'prints the file'],
    ["diverst config init --email 'aws+{client}@example.com' --yes"],
  ],
  notes: [
    'diverst reads the names of your AWS profiles and offers them. It never replaces a file, and it does not call AWS. With ' +
      '--region, the file sets that region. In addition to the configuration it writes diverst.config.schema.json, with which ' +
      'editors check the configuration.',
    'The new file sets client.role.requireMfa: true. People must then sign in with MFA to work in a client, so each person must ' +
      'register an MFA device first. If you have clients already, review the changes to their roles before you apply them: diverst ' +
      'org repair --dry-run.',
  ],
  exitCodes: '0 written, 1 a file cannot be written, 64 wrong usage, 130 interrupted',
});

export function addConfigInit(config: Command, createContext: CreateContext): void {
  const command = typed(config.command('init'))
    .summary('create the configuration file')
    .description(
      'Ask for the settings that diverst needs, and write them to diverst.config.yaml in this directory. All other ' +
        'settings are in the file as comments.',
    )
    .option('--email <template>', 'template of the email addresses of client accounts, with {client} in it')
    .option('--management-profile <name>', 'AWS profile of the management account')
    .option('--ops-profile <name>', 'AWS profile of your IAM user in Ops')
    .option('--require-mfa', 'require MFA for client roles (default)')
    .option('--no-require-mfa', 'do not require MFA for client roles')
    .option('-o, --output <file>', 'write this file instead of diverst.config.yaml')
    .option('--no-schema', 'do not write the schema')
    .option('-n, --dry-run', 'print the file and write nothing')
    .option('-y, --yes', 'do not ask: use the default for each option that is not given')
    .action(async (options, self) => {
      const { runConfigInit } = await import('./init-run.ts');
      await runConfigInit(
        options satisfies Exactly<ConfigInitOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addHelpNotes(command, help);
}
