import type { Command } from 'commander';
import type { CreateContext } from './context.ts';
import { readGlobals } from './globals.ts';
import { addHelpNotes, type HelpNotes } from './help-notes.ts';
import { addPrintPolicy } from './print-policy.ts';
import { typed } from './typed-command.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst doctor', 'as your user in Ops'],
    ['diverst doctor --profile management', 'as an admin of the management account'],
    ['diverst doctor --json', 'for a script'],
    ['diverst --sandbox doctor', 'without AWS'],
  ],
  notes: [
    'diverst checks Node, the configuration, credentials, the region, your identity, what your groups grant, MFA, the network, ' +
      'the clock and the folder of cached sessions. It changes nothing in AWS or on disk, except that it creates the sandbox if none ' +
      'exists. It ends within half a minute, and skips what it cannot check.',
  ],
  exitCodes: '0 no problem, or only warnings, 1 a problem, 64 wrong usage, 130 interrupted',
  policy: 'If AWS denies one of these actions, doctor only reports it.',
});

export function addDoctor(program: Command, createContext: CreateContext): void {
  const command = typed(program.command('doctor'))
    .summary('find out what is wrong with your setup, and how to fix it')
    .description(
      'Check everything that diverst needs, from Node to your permissions in AWS. The command changes nothing.',
    )
    .action(async (_options, self) => {
      const { runDoctor } = await import('./doctor-run.ts');
      await runDoctor(createContext(readGlobals(self)));
    });
  addPrintPolicy(command, createContext, [
    ['ops', async () => (await import('./doctor-policy.ts')).memberDoctorPolicy],
    ['management', async () => (await import('./doctor-policy.ts')).adminDoctorPolicy],
  ]);
  addHelpNotes(command, help);
}
