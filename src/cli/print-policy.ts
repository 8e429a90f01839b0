import { type Command, Option } from 'commander';
import type { Structure } from '../model/structure.ts';
import { configOf } from './configuration.ts';
import type { CreateContext } from './context.ts';
import { readGlobals } from './globals.ts';

/** The account whose user or role needs a policy. */
export type PolicyAccount = 'management' | 'ops';

/** The options of the line as commander gives them: a policy covers what they ask for. */
type GivenOptions = Readonly<Record<string, unknown>>;

/** The least policies of a command, the default first. Each is made when it is asked for. */
export type LeastPolicies = readonly (readonly [
  account: PolicyAccount,
  policy: (structure: Structure, options: GivenOptions) => Promise<object>,
])[];

const accounts = new WeakMap<object, readonly PolicyAccount[]>();

/** The accounts in which a command has a least policy, the default first; none for most commands. */
export function policyAccounts(command: Command): readonly PolicyAccount[] {
  return accounts.get(command) ?? [];
}

/**
 * Gives a command `--print-policy`, which prints its least policy and does nothing else: it needs neither credentials nor
 * the arguments of the command. The names in it are those of the configuration, if there is one.
 *
 * @param described whichever of commander's types describes the command
 */
export function addPrintPolicy(
  described: object,
  createContext: CreateContext,
  policies: LeastPolicies,
): void {
  const command = described as Command;
  const known = policies.map(([account]) => account);
  accounts.set(command, known);
  const text = 'print the least IAM policy of this command, as JSON';
  const option =
    known.length === 1
      ? new Option('--print-policy', text)
      : new Option('--print-policy [account]', `${text}, in this account`).choices(known);
  command.addOption(option.helpGroup('Advanced options:'));
  // An option is read before arguments are counted.
  command.on('option:print-policy', (account: string | null) => {
    for (const argument of command.registeredArguments) argument.required = false;
    command.action(async () => {
      const context = createContext(readGlobals(command));
      const { structure } = await configOf(context);
      const [, policy] = policies.find(([one]) => one === account) ?? policies[0] ?? [];
      context.terminal.out(`${JSON.stringify(await policy?.(structure, command.opts()), null, 2)}\n`);
    });
  });
}
