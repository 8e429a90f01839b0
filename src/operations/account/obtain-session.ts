import type { Credentials } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import type { NamedAccount } from '../../model/account-kind.ts';
import { grantOf, mappedRole } from '../../model/granted-accounts.ts';
import { type AssumableSource, readGrants } from './assumable-accounts.ts';
import {
  type AssumeRequest,
  assumeAccount,
  explainDenial,
  type ObtainedSession,
  type SessionWanted,
} from './assume-account.ts';
import { isOpened, stsWithMfa, withCodes } from './caller-mfa.ts';
import { findAccountRole } from './find-account-role.ts';
import { provenBefore, proveWhereDenied } from './proven-caller.ts';
import { unknownAccount } from './unknown-account.ts';

/** Roles that are reached with the credentials of a session are capped at an hour, in seconds. */
const chainLimit = 3_600;

/** What a session is obtained with. */
export interface SessionContext extends AssumableSource {
  /** Called with what is left out, and why. */
  note(text: string): void;
}

/**
 * New credentials of an account's role.
 * @param roleArn the role, where the caller names it
 * @throws Failure that says what keeps the caller out
 */
export async function obtainAccountSession(
  wanted: SessionWanted,
  roleArn: string | null,
  context: SessionContext,
): Promise<ObtainedSession> {
  const { structure } = context;
  const kind = structure.kinds[wanted.noun];
  const account: NamedAccount = { kind, name: wanted.name };
  const named = roleArn ?? mappedRole(kind, wanted.name);
  const target = await findAccountRole(account, named, context);
  const isProven = kind.role.requireMfa || (await provenBefore(context)) !== null;
  try {
    return await assumeWith(target, wanted, context);
  } catch (error) {
    const denied = isDenied(error) && error.action === 'sts:AssumeRole';
    if (!denied) throw error;
    // What was kept may be out of date: AWS is asked once more who is granted what.
    const granted = named === null ? await readGrants(context, kind) : null;
    const now = granted && grantOf(wanted, granted);
    if (granted && !now) throw unknownAccount(account, granted, structure);
    if (now && now.roleArn !== target.roleArn) {
      return assumeWith({ ...target, roleArn: now.roleArn }, wanted, context);
    }
    if (!isProven && (await isProvenNow(target.identity, granted !== null, context)))
      return assumeWith(target, wanted, context);
    const isWithoutCode = kind.role.requireMfa && (await context.aws.isTemporary());
    throw explainDenial({ ...account, ...target, groups: granted?.groups ?? null, isWithoutCode }, error);
  }
}

/** Whether it took MFA to read what is granted, or, where that was not read, to read anything. */
async function isProvenNow(identity: string, isRead: boolean, context: SessionContext): Promise<boolean> {
  const proven = isRead ? await provenBefore(context) : await proveWhereDenied(identity, context);
  return proven !== null;
}

/** With MFA that a Deny in Ops asked for, which leaves an hour for a role. */
function assumeProven(
  proven: Credentials | null,
  request: AssumeRequest,
  { aws, structure, note }: SessionContext,
): Promise<Omit<ObtainedSession, 'region'>> {
  const named = structure.kinds[request.noun].role.requireSourceIdentity;
  if (proven === null) return assumeAccount(request, { sts: aws.sts, note, named });
  const duration = Math.min(request.duration, chainLimit);
  if (duration < request.duration)
    note('with an MFA session, AWS gives credentials for one hour at most: continuing with 1h');
  return assumeAccount({ ...request, duration }, { sts: aws.stsWith(proven), note, named });
}

async function assumeWith(
  { roleArn, identity }: { readonly roleArn: string; readonly identity: string },
  wanted: SessionWanted,
  context: SessionContext,
): Promise<ObtainedSession> {
  const { aws, structure, note } = context;
  const request = { ...wanted, roleArn, identity };
  const assume = async () => {
    const { requireMfa, requireSourceIdentity: named } = structure.kinds[wanted.noun].role;
    // A session has proven MFA already, or it never can.
    if (!requireMfa || (await aws.isTemporary())) {
      const proven = requireMfa ? null : await provenBefore(context);
      return assumeProven(proven, request, context);
    }
    const mfa = await context.mfa();
    if ((mfa.session !== null || isOpened(mfa)) && wanted.duration <= chainLimit) {
      return assumeAccount(request, { sts: await stsWithMfa(mfa, context, identity), note, named });
    }
    return withCodes(mfa, identity, (next) =>
      assumeAccount(request, { sts: aws.sts, note, named, mfa: next }),
    );
  };
  return { ...(await assume()), region: await aws.region() };
}
