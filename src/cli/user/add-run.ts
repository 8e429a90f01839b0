import { during } from '../../access/progress.ts';
import { consoleOf } from '../../credentials/console-url.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import {
  type AddedUser,
  type AddUserRequest,
  executeAddUser,
  plannedUser,
  prepareAddUser,
} from '../../operations/people/add-user.ts';
import { addedUserJson, addedUserView } from '../../views/people/added-user.ts';
import { stepsView } from '../../views/steps.ts';
import type { CommandContext } from '../context.ts';
import { say, sayWrapped } from '../notices.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { firstPassword } from './first-password.ts';
import { validUser } from './valid-user.ts';

/** The options of `user add` as commander gives them. */
export interface UserAddOptions extends ChangeOptions {
  readonly group?: string[];
  readonly newPassword?: boolean;
  readonly confirm?: string;
}

export async function runUserAdd(
  given: string,
  options: UserAddOptions,
  context: CommandContext,
): Promise<void> {
  const user = validUser(given);
  const { confirm } = options;
  if (confirm !== undefined && confirm !== user)
    throw new Failure('usage', {
      what: `cannot add the user ${user}: --confirm names ${confirm}`,
      why: 'Nothing was changed.',
      fix: [`to agree, give the exact name of the user: --confirm ${user}`],
    });
  const groups = options.group ?? [];
  const words = optionWords([
    ['--group', groups],
    ['--new-password', options.newPassword],
    ['--timeout', options.timeout, defaultTimeouts.user],
  ]);
  const request = { user, groups, newPassword: options.newPassword === true };
  const done: Done = { result: null, program: 'diverst' };
  const plan = (run: ChangeRun) => planUserAdd(request, options, run, done);
  try {
    await planAndApply({ line: `user add ${user}${words}`, plan }, options, context);
  } finally {
    // Last of all, and apart from what is sent: also after a failure, since nothing else has it.
    if (done.result !== null) sayPassword(done.result, done.program, context);
  }
}

/** What the groups give access to; clients where that is nothing yet. */
function nounsOf(groups: readonly string[], structure: Structure): readonly AccountNoun[] {
  const granted = accountKinds(structure).filter(({ group }) => groups.includes(group));
  return granted.length === 0 ? ['client'] : granted.map(({ noun }) => noun);
}

/** What is left to say once the command ends, however it ends. */
interface Done {
  result: AddedUser | null;
  /** How this program is called for this organization. */
  program: string;
}

async function planUserAdd(
  request: AddUserRequest,
  { yes = false, confirm }: UserAddOptions,
  run: ChangeRun,
  done: Done,
): Promise<CommandPlan> {
  const prepared = await during(run.progress, 'read the users of Ops', () => prepareAddUser(request, run));
  const { open, steps, notices, locksOut } = prepared;
  const { caller, organization } = open.management;
  const { user } = request;
  const isAgreed = confirm === user;
  return {
    caller,
    organizationId: organization.id,
    accounts: open.accounts.length,
    steps,
    question:
      locksOut && !isAgreed
        ? {
            text: `This locks out an access key. Type ${user} to continue:`,
            typed: user,
            option: `--yes --confirm ${user}`,
          }
        : { text: `Set up user ${user}?`, typed: null },
    json: (origin) => addedUserJson(plannedUser(prepared), null, origin),
    text: (paint, width) =>
      stepsView({ title: `plan for user ${user}`, steps, notices, paint, width, isWhole: run.isWhole }),
    apply: async (): Promise<Applied> => {
      if (yes && locksOut && !isAgreed) throw unconfirmed(user);
      const { result, errors } = await executeAddUser(prepared, firstPassword, run);
      done.result = result;
      done.program = run.program;
      const { session } = run;
      const address = consoleOf(caller.partition);
      const where = {
        ...{ address, region: session.region, options: session.portableOptions },
        nouns: nounsOf(result.groups, run.structure),
        isConfigured: session.configFile !== null,
      };
      const next = errors.length === 0 ? [] : toContinue(errors, run);
      return {
        changes: result.changes,
        errors,
        json: (origin) => addedUserJson(result, address, origin),
        text: (paint, width) => addedUserView(result, where, next, paint, width),
      };
    },
  };
}

function sayPassword(
  { user, password }: AddedUser,
  program: string,
  { terminal, globals }: CommandContext,
): void {
  if (password === null || globals.json) return;
  terminal.err(`\npassword of ${user}, shown only this once: ${terminal.errPaint.bold(password)}\n`);
  sayWrapped(terminal, 'Send the password separately from the text. If the password is lost, set a new one:');
  say(terminal, `  ${program} user add ${shellWord(user)} --new-password`);
}

function unconfirmed(user: string): Failure {
  return new Failure('failed', {
    what: `cannot add the user ${user} to the group for people with --yes alone: the user has an access key and no MFA device`,
    why: 'In this group, the access key can do nothing until the user registers a device and signs in with MFA. Nothing was changed.',
    fix: [`to add the user anyway: add --confirm ${user}`],
  });
}
