import { during } from '../../access/progress.ts';
import { accountWords } from '../../model/account-kind.ts';
import {
  executeRemoveUser,
  type PreparedRemoval,
  plannedRemoval,
  prepareRemoveUser,
  type RemoveUserRequest,
} from '../../operations/people/remove-user.ts';
import type { NextCommand } from '../../views/next-commands.ts';
import { removedUserJson, removedUserView } from '../../views/people/removed-user.ts';
import { stepsView } from '../../views/steps.ts';
import { confirmedName } from '../confirmed-name.ts';
import type { CommandContext } from '../context.ts';
import { repeatedOptions } from '../open-session.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { existingUser } from './valid-user.ts';

/** The options of `user remove` as commander gives them. */
export interface UserRemoveOptions extends ChangeOptions {
  readonly revokeSessions?: boolean;
  readonly confirm?: string;
}

export async function runUserRemove(
  given: string,
  options: UserRemoveOptions,
  context: CommandContext,
): Promise<void> {
  const user = existingUser(given);
  const words = optionWords([
    ['--revoke-sessions', options.revokeSessions],
    ['--timeout', options.timeout, defaultTimeouts.user],
  ]);
  const line = `user remove ${user}${words}`;
  const command = `diverst${repeatedOptions(context, true)} ${line}`;
  const named = { name: user, thing: 'user', act: 'delete a user', command };
  const yes = confirmedName(named, options);
  const plan = (run: ChangeRun) =>
    planUserRemove({ user, revokeSessions: options.revokeSessions === true }, run);
  await planAndApply({ line, plan }, { ...options, yes }, context);
}

async function planUserRemove(request: RemoveUserRequest, run: ChangeRun): Promise<CommandPlan> {
  const prepared = await during(run.progress, 'read the users of Ops', () => prepareRemoveUser(request, run));
  const { open, user, steps, notices } = prepared;
  const { caller, organization } = open.management;
  return {
    caller,
    organizationId: organization.id,
    accounts: open.accounts.length,
    steps,
    question: {
      text: `diverst cannot undo this. Type ${user.name} to delete the user ${user.name}:`,
      typed: user.name,
      option: `--confirm ${user.name}`,
    },
    json: (origin) => removedUserJson(plannedRemoval(prepared), notices, origin),
    text: (paint, width) =>
      stepsView({
        title: `plan to delete user ${user.name} (${user.id})`,
        ...{ steps, notices, paint, width },
        isWhole: run.isWhole,
      }),
    apply: async () => {
      const { result, errors } = await executeRemoveUser(prepared, run);
      const next = errors.length === 0 ? nextCommands(prepared, run) : toContinue(errors, run);
      return {
        changes: result.changes,
        errors,
        json: (origin) => removedUserJson(result, notices, origin),
        text: (paint, width) => removedUserView(result, next, paint, width),
      };
    },
  };
}

/** What was created through the sessions is not ended with them: a dry run lists it, also once the user is deleted. */
function nextCommands({ user, revocation }: PreparedRemoval, { program }: ChangeRun): readonly NextCommand[] {
  const nouns = new Set(revocation.targets.map(({ kind }) => kind.noun));
  return [
    ...[...nouns].map((noun) => ({
      say: 'to list what was created through the sessions',
      run: `${program} ${accountWords[noun].command} revoke --all --person ${user.name} --dry-run`,
    })),
    { say: 'to list the users', run: `${program} user list` },
  ];
}
