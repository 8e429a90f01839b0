import type { MemberAccess, ReachableAccount } from '../../access/member-accounts.ts';
import { gaveUp, poll, type WaitOptions } from '../../access/waiting.ts';
import { waits } from '../../access/waits.ts';
import type { Aws } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { UserSignIn } from '../../model/people.ts';
import { LOCK_POLICY, lockDocument } from '../../model/revocations.ts';
import { shellWord } from '../../model/shell-word.ts';

/** A person whose sessions must end. */
export interface RevokedPerson {
  /** As IAM keeps it where there is a user, which sessions carry as source identity. */
  readonly name: string;
  /** The user in Ops; null where it was deleted. */
  readonly user: {
    /** `AIDA…` */
    readonly id: string;
    readonly signIn: UserSignIn;
    /** What the policy of a lock's name holds, JSON; null where there is none. */
    readonly lock: string | null;
  } | null;
  /** What is to be said of it. */
  readonly notices: readonly string[];
}

/**
 * The user of a person in Ops. One that was deleted is none: its sessions in clients' accounts go on without it.
 * @throws Failure for a user of the management account, which reaches clients by another way
 */
export async function findPerson(
  given: string,
  ops: ReachableAccount,
  { aws, members, wait }: { readonly aws: Aws; readonly members: MemberAccess; readonly wait: WaitOptions },
): Promise<RevokedPerson> {
  const found = await members.withIam(ops, wait, async (iam) => {
    const seen = await poll(
      wait,
      { first: 500, longest: 2_000 },
      async () => {
        const user = await iam.readUser(given);
        if (user !== null) return { user, lock: await iam.getUserPolicy(user.name, LOCK_POLICY) };
        // One whom an answer missed would not be locked: two answers have to.
        const others = (await iam.listUsers()).map((listed) => listed.name);
        const isListed = others.some((name) => name.toLowerCase() === given.toLowerCase());
        return isListed ? null : { user, others };
      },
      wait.clock.now() + waits.written,
    );
    if (seen === null) throw gaveUp(wait, `AWS to show user ${given} in ${ops.name}, which AWS lists`);
    return seen;
  });
  if (found.user !== null) {
    const { name, id, signIn } = found.user;
    const user = { id, signIn, lock: found.lock ?? null };
    return { name, user, notices: await managementNotices(name, aws) };
  }
  const isAdmin = await isOfManagement(given, aws);
  if (isAdmin === true) throw ofManagement(given);
  const near = nearestNames(given, found.others ?? []);
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return {
    name: given,
    user: null,
    notices: [
      ...(isAdmin === null ? [notLookedFor(given)] : []),
      `${ops.name} has no user ${given}: diverst cannot lock a user, and only ends the sessions with this name.${meant}`,
    ],
  };
}

function alsoOfManagement(name: string): string {
  const { before, command } = denyingAll(name);
  return `WARNING: the management account has a user ${name} as well. diverst does not lock that user, and its sessions of the access role continue. If both users belong to one person, deny the other user everything, too${before === null ? '' : ` (first ${before})`}: ${command}`;
}

/**
 * How an admin denies a user everything. No text with double quotes is one argument in cmd and in every PowerShell: on
 * Windows the policy is in a file.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-quoting-strings.html
 * @param platform as `process.platform` names it
 * @returns `before`: what to do first; null for nothing
 */
export function denyingAll(
  name: string,
  platform: NodeJS.Platform = process.platform,
): { readonly before: string | null; readonly command: string } {
  const policy = JSON.stringify(lockDocument);
  const put = `aws iam put-user-policy --user-name ${shellWord(name)} --policy-name ${LOCK_POLICY} --policy-document`;
  if (platform !== 'win32') return { before: null, command: `${put} '${policy}'` };
  return { before: `write this policy to the file deny.json: ${policy}`, command: `${put} file://deny.json` };
}

async function managementNotices(name: string, aws: Aws): Promise<readonly string[]> {
  const isBoth = await isOfManagement(name, aws);
  if (isBoth === null) return [notLookedFor(name)];
  return isBoth ? [alsoOfManagement(name)] : [];
}

/** Null where the caller is not allowed to look. */
async function isOfManagement(name: string, aws: Aws): Promise<boolean | null> {
  try {
    return (await aws.iam().attachedToUser(name)) !== null;
  } catch (error) {
    if (isDenied(error)) return null;
    throw error;
  }
}

function notLookedFor(name: string): string {
  return `WARNING: diverst could not find out whether the management account has a user ${name} as well, which diverst would not lock: AWS denied iam:ListAttachedUserPolicies`;
}

function ofManagement(name: string): Failure {
  const { before, command } = denyingAll(name);
  return new Failure('failed', {
    what: `${name} is a user of the management account, not of Ops`,
    why: 'diverst locks users of Ops only. Users of the management account access client accounts through the access role, and a revocation does not end its sessions.',
    fix: [
      ...(before === null ? [] : [before]),
      `with another admin’s credentials, deny the user everything: ${command}`,
      `deactivate its access keys and delete its password: aws iam list-access-keys --user-name ${shellWord(name)}`,
      'then revoke the sessions of the access role in the IAM console of each account: Roles, the role, Revoke sessions',
    ],
  });
}
