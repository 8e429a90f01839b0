import { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.ts';
import { addClientInit } from './client/init.ts';
import { addGlobals } from './globals.ts';
import type { Start } from './run.ts';
import { addSandbox } from './sandbox/commands.ts';

/** The command line: it parses, and each command loads what it needs when it is called. */
export function buildProgram(version: string, streams: Pick<Terminal, 'out' | 'err'>, start: Start): Command {
  const program = new Command('diverst')
    .description('One AWS account per client: create it, and keep others out of it.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: streams.err })
    .showHelpAfterError('(--help after the command shows its options and examples)')
    .addHelpText(
      'after',
      `
Examples:
  diverst --sandbox client init acme     a whole run without AWS
  diverst client init acme --dry-run     what would be done in your organization`,
    );
  const client = program
    .command('client')
    .summary('clients and their accounts')
    .description('Clients and their accounts.');
  addClientInit(client, start);
  addSandbox(program, start);
  addGlobals(program);
  return program;
}
