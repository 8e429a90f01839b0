import { during } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import { listUsers } from '../../operations/people/list-users.ts';
import { userListJson, userListView } from '../../views/people/user-list.ts';
import type { CommandContext } from '../context.ts';
import { originOf, sayCaller } from '../mode.ts';
import { say } from '../notices.ts';
import { openSession } from '../open-session.ts';

/** Milliseconds. */
const longest = 5 * 60_000;

export async function runUserList(context: CommandContext): Promise<void> {
  const { terminal, globals, clock, signal } = context;
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
  if (globals.json) terminal.out(userListJson(open.ops, users, originOf(session, arn)));
  else if (users.length === 0) say(terminal, `the account ${open.ops.name} has no users`);
  else terminal.out(userListView(users, clock.now(), terminal.outPaint, terminal.outWidth ?? null));
}
