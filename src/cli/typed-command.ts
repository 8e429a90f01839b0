import type * as Typed from '@commander-js/extra-typings';
import { Argument, type Command, Option } from 'commander';

/** A command whose arguments and options the compiler knows, read from the words that define them. */
export type TypedCommand<
  Args extends unknown[] = [],
  Options extends Typed.OptionValues = Record<never, never>,
> = Typed.Command<Args, Options>;

/** The same command, for the compiler to follow what is defined on it; so far that is nothing. */
export function typed(command: Command): TypedCommand {
  // The two packages describe one class, in types that do not fit each other.
  return command as unknown as TypedCommand;
}

/** commander's own classes, which give the choices as a union. */
export const TypedOption = Option as unknown as typeof Typed.Option;
export const TypedArgument = Argument as unknown as typeof Typed.Argument;

/**
 * The options that a `…-run.ts` wants, if a command gives exactly these. Otherwise a type that nothing satisfies and that names
 * the others: by itself, an option that is left out or misspelt fits an interface in which it is optional.
 */
export type Exactly<Wanted, Given> = [keyof Wanted, keyof Given] extends [keyof Given, keyof Wanted]
  ? Wanted
  : { missing: Exclude<keyof Wanted, keyof Given>; unknown: Exclude<keyof Given, keyof Wanted> };
