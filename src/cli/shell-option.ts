import { type ShellName, shells } from '../credentials/shells.ts';
import { TypedOption } from './typed-command.ts';

/** `--format` of a command whose output nobody but a shell evaluates. */
export function shellOption() {
  return new TypedOption(
    '-f, --format <shell>',
    'the shell that evaluates the lines (default: your shell)',
  ).choices(Object.keys(shells) as ShellName[]);
}
