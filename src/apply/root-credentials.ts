import { rootSession } from '../access/root-session.ts';
import { gaveUp, poll } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import { Failure } from '../model/failure.ts';
import { isNone, type RootCredentials } from '../model/root-users.ts';
import type { OfKind } from '../plan/change.ts';
import type { AccountTools } from './in-account.ts';
import type { Done, Report } from './ledger.ts';

/**
 * Removes the credentials of a member's root user, as they were shown: keys and the password first, the MFA devices
 * last, so that no password is left without them. Removed credentials are skipped, and the account is read again until
 * none is left.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 * @throws Failure if a credential was created since it was read, which is not deleted; if one cannot be deleted
 */
export async function deleteRootCredentials(
  { name, accountId, credentials: shown }: OfKind<'delete-root-credentials'>,
  { context }: AccountTools,
  { wrote }: Report,
): Promise<Done> {
  if (shown === null) throw new Error(`the root credentials of ${name} were not read`);
  const { aws, wait, managementAccountId, partition } = context;
  // AWS takes no session for it either: it is the one account that nobody else could open again.
  if (accountId === managementAccountId) throw new Error('the management account keeps its root user');
  const root = await rootSession(aws, { accountId, partition, task: 'IAMDeleteRootUserCredentials' });
  let applied = false;
  const note = (done: boolean) => {
    if (!done) return;
    applied = true;
    wrote();
  };
  const isGone = await poll<true>(
    wait,
    { first: 1_000, longest: 10_000 },
    async () => {
      const held = await root.rootCredentials();
      const unseen = unseenIn(held, shown);
      if (unseen.length > 0) throw changed(name, unseen);
      if (isNone(held)) return true;
      for (const { id } of held.keys) note(await root.deleteRootKey(id));
      for (const id of held.certificates) note(await root.deleteRootCertificate(id));
      if (held.hasPassword) note(await root.deleteRootPassword());
      for (const serial of held.mfaDevices) note(await root.deactivateRootMfa(serial));
      return null;
    },
    wait.clock.now() + waits.rootCredentials,
  );
  if (isGone === null)
    throw gaveUp(
      wait,
      `AWS to show that the root user of account ${name} has no credentials`,
      'diverst deleted the credentials, but AWS still shows some of them.',
    );
  return { applied };
}

/** What is there and was not shown. */
function unseenIn(held: RootCredentials, shown: RootCredentials): readonly string[] {
  const keys = shown.keys.map(({ id }) => id);
  return [
    ...(held.hasPassword && !shown.hasPassword ? ['a password'] : []),
    ...held.keys.flatMap(({ id }) => (keys.includes(id) ? [] : [`access key ${id}`])),
    ...held.certificates.flatMap((id) =>
      shown.certificates.includes(id) ? [] : [`signing certificate ${id}`],
    ),
    ...held.mfaDevices.flatMap((serial) =>
      shown.mfaDevices.includes(serial) ? [] : [`MFA device ${serial}`],
    ),
  ];
}

function changed(name: string, unseen: readonly string[]): Failure {
  return new Failure('failed', {
    what: `cannot delete the root user credentials of account ${name}: the root user now also has ${unseen.join(', ')}`,
    why: 'Someone can be using the root user now. diverst deletes only the credentials that the plan showed.',
    fix: [
      'find out who created them: diverst org audit --who',
      'then run the same command again, and check the new plan',
    ],
  });
}
