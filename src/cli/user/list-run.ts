import { during } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import { listUsers } from '../../operations/people/list-users.ts';
import { userListCsv, userListJson, userListView } from '../../views/people/user-list.ts';
import { chosenFormat, type ListFormat } from '../chosen-format.ts';
import type { CommandContext } from '../context.ts';
import { originOf, sayCaller } from '../mode.ts';
import { say } from '../notices.ts';
import { openSession } from '../open-session.ts';

/** Milliseconds. */
const longest = 5 * 60_000;

/** The options of `user list` as commander gives them. */
export interface UserListOptions {
  readonly format?: ListFormat;
}

export async function runUserList(options: UserListOptions, context: CommandContext): Promise<void> {
  const { terminal, globals, clock, signal } = context;
  const format = chosenFormat(options.format, globals.json);
  const deadline = clock.now() + longest;
  const session = await openSession(context, 'management', { signal, deadline });
  const { aws, structure, repeatedOptions } = session;
  const wait: WaitOptions = { clock, signal, deadline, resume: `diverst${repeatedOptions} user list` };
  const progress = await terminal.progress();
  const { open, users } = await during(progress, 'read the users of Ops', () =>
    listUsers({ aws, structure, wait }),
  );
  const { arn } = open.management.caller;
  sayCaller(context, session.profile, arn);
  if (format === 'csv') terminal.out(userListCsv(users));
  else if (format === 'json') terminal.out(userListJson(open.ops, users, originOf(session, arn)));
  else if (users.length === 0) say(terminal, `the account ${open.ops.name} has no users`);
  else terminal.out(userListView(users, clock.now(), terminal.outPaint, terminal.outWidth ?? null));
}
